/** Names for bytes: what is equal has one name. */

/** 64 bits of FNV-1a, as hexadecimal digits. */
export function hashOf(bytes: Uint8Array): string {
  let low = 0x811c9dc5;
  let high = 0xcbf29ce4;
  for (let index = 0; index < bytes.length; index++) {
    low = Math.imul(low ^ bytes[index]!, 0x01000193);
    high = Math.imul(high ^ bytes[index]! ^ (low >>> 13), 0x01000193);
  }
  return (low >>> 0).toString(16).padStart(8, '0') + (high >>> 0).toString(16).padStart(8, '0');
}
