/** Where a cursor file says that it points, which counts where the page says nothing of it. */

/** The sign of a cursor file: nothing, then its kind. */
const CURSOR = 0x0000_0200;
const HEADER_BYTES = 6;
const ENTRY_BYTES = 16;

/** Returns the place in the largest picture of a cursor file; `undefined` for any other file. */
export async function hotSpotOf(address: string): Promise<{ x: number; y: number } | undefined> {
  const file = new DataView(await (await fetch(address)).arrayBuffer());
  if (file.byteLength < HEADER_BYTES + ENTRY_BYTES || file.getUint32(0) !== CURSOR) return undefined;
  const count = Math.min(file.getUint16(4, true), Math.floor((file.byteLength - HEADER_BYTES) / ENTRY_BYTES));
  let spot: { x: number; y: number } | undefined;
  let largest = 0;
  for (let entry = 0; entry < count; entry++) {
    const at = HEADER_BYTES + entry * ENTRY_BYTES;
    // 0 stands for 256.
    const width = file.getUint8(at) || 256;
    if (width <= largest) continue;
    largest = width;
    spot = { x: file.getUint16(at + 4, true), y: file.getUint16(at + 6, true) };
  }
  return spot;
}
