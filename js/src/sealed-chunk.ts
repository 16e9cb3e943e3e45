/**
 * Sealed chunks, for the recorder that makes them and the player that opens them.
 *
 * Knows how a chunk is laid out and how a recording's key is derived, as
 * docs/format.md says; the cipher is handed in. Nothing here runs unless a
 * recording is sealed.
 */

const KEYFRAME = 1;
export const SEALED = 8;
const MAGIC = [0x72, 0x65, 0x65, 0x6c];
/** No chunk is longer: beyond it the length is a lie. */
const MAX_CHUNK_BYTES = (64 << 20) + 4096;

/** Bytes before what is encrypted, in a chunk that opens a segment: suite, name of the key, public point. */
export const HEAD_BYTES = 74;
export const KEY_ID_BYTES = 8;
export const SUITE = 1;

type Bytes = Uint8Array<ArrayBuffer>;

/** A chunk, taken apart. */
export interface Chunk {
  flags: number;
  recording: Bytes;
  sequence: number;
  payload: Bytes;
  /** Bytes of the whole chunk. */
  length: number;
  /** Says whether it opens a segment. */
  opens: boolean;
  /** Returns what a seal covers beside the payload. */
  over(): Bytes;
  /** Returns the chunk with other flags and another payload. */
  with(flags: number, payload: Uint8Array): Bytes;
}

/** Reads a chunk from the front of bytes; `'cut'` if more bytes are needed, `undefined` if none stands there. */
export function readChunk(bytes: Bytes): Chunk | 'cut' | undefined {
  for (let index = 0; index < 4; index++) {
    if (index >= bytes.length) return 'cut';
    if (bytes[index] !== MAGIC[index]) return undefined;
  }
  if (bytes.length > 4 && bytes[4] !== 1) return undefined;
  let at = 5;
  const unsigned = (): number => {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = bytes[at++];
      if (byte === undefined) return Number.NaN;
      value += (byte & 127) * scale;
      if (byte < 128) return value;
      if (scale > 2 ** 63) return Number.POSITIVE_INFINITY;
    }
  };
  const flags = unsigned();
  const flagsEnd = at;
  const recording = bytes.slice(at, at + 16);
  at += 16;
  unsigned();
  const sequence = unsigned();
  for (let count = 0; count < 3; count++) unsigned();
  const lengthAt = at;
  const payloadBytes = unsigned();
  const lengthEnd = at;
  unsigned();
  const opens = (flags & KEYFRAME) !== 0;
  if (opens) at += 64;
  const idsEnd = at;
  if (opens) unsigned();
  const end = at;
  if (payloadBytes > MAX_CHUNK_BYTES || flags > 0xffff) return undefined;
  const length = end + 4 + payloadBytes;
  // What is not a number stands behind the end of the bytes.
  if (!(length <= bytes.length)) return 'cut';
  const payload = bytes.slice(end + 4, length);
  const checksum = new DataView(bytes.buffer, bytes.byteOffset).getUint32(end, true);
  if (checksum !== crc32([bytes.subarray(0, end), payload])) return undefined;
  const head = (flags: number): Bytes =>
    join([bytes.subarray(0, 5), leb128(flags), bytes.subarray(flagsEnd, lengthAt)]);
  return {
    flags,
    recording,
    sequence,
    payload,
    length,
    opens,
    over: () => join([head(flags | SEALED), bytes.subarray(lengthEnd, idsEnd)]),
    with(flags, payload) {
      const header = join([head(flags), leb128(payload.length), bytes.subarray(lengthEnd, end)]);
      const checksum = new Uint8Array(4);
      new DataView(checksum.buffer).setUint32(0, crc32([header, payload]), true);
      return join([header, checksum, payload]);
    },
  };
}

/** Returns the nonce of a chunk: no two chunks of a recording have the same. */
export function nonceOf(sequence: number): Bytes {
  const nonce = new Uint8Array(12);
  new DataView(nonce.buffer).setUint32(8, sequence);
  return nonce;
}

/** Derives the key of a recording: 32 bytes. */
export async function deriveKey(
  subtle: SubtleCrypto,
  ours: CryptoKey,
  theirs: CryptoKey,
  recording: Bytes,
  recorderPoint: Bytes,
  analystPoint: Bytes,
): Promise<Bytes> {
  const shared = await subtle.deriveBits({ name: 'ECDH', public: theirs }, ours, 256);
  const secret = await subtle.importKey('raw', shared, 'HKDF', false, ['deriveBits']);
  const info = join([new TextEncoder().encode('domreel seal 1'), recorderPoint, analystPoint]);
  return new Uint8Array(await subtle.deriveBits({ name: 'HKDF', hash: 'SHA-256', salt: recording, info }, secret, 256));
}

/** Returns the name of a key: the first bytes of the SHA-256 of its point. */
export async function keyIdOf(subtle: SubtleCrypto, point: Bytes): Promise<Bytes> {
  return new Uint8Array(await subtle.digest('SHA-256', point)).slice(0, KEY_ID_BYTES);
}

/** Returns the public point that base64url stands for. Throws what the browser throws where it is none. */
export function pointFrom(text: string): Bytes {
  return Uint8Array.from(atob(text.replace(/-/g, '+').replace(/_/g, '/')), (letter) => letter.charCodeAt(0));
}

export function join(parts: Uint8Array[]): Bytes {
  const joined = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}

function leb128(value: number): Bytes {
  const bytes: number[] = [];
  for (; value >= 128; value = Math.floor(value / 128)) bytes.push((value % 128) + 128);
  return Uint8Array.from([...bytes, value]);
}

let table: Uint32Array | undefined;

/** The CRC-32 of ISO 3309 over parts. */
function crc32(parts: Uint8Array[]): number {
  table ??= Uint32Array.from({ length: 256 }, (_, index) => {
    let value = index;
    for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
    return value;
  });
  let sum = -1;
  for (const part of parts) {
    for (let at = 0; at < part.length; at++) sum = table[(sum ^ part[at]!) & 255]! ^ (sum >>> 8);
  }
  return ~sum >>> 0;
}
