/**
 * Opens sealed recordings with an analyst's private key; loaded only where there is such a key.
 *
 * What was changed, moved or put in from elsewhere is handed on as an empty
 * sealed chunk, which the reader reports as `seal-broken`; what is no chunk at
 * all is handed on as it is, and the reader says what is wrong with it.
 */

import { chacha20poly1305 } from '@noble/ciphers/chacha.js';
import {
  type Chunk,
  deriveKey,
  HEAD_BYTES,
  join,
  KEY_ID_BYTES,
  keyIdOf,
  nonceOf,
  pointFrom,
  readChunk,
  SEALED,
  SUITE,
} from '../sealed-chunk.ts';

type Bytes = Uint8Array<ArrayBuffer>;

const ALGORITHM = { name: 'ECDH', namedCurve: 'P-256' };
const NONE = new Uint8Array();

/** A private key, and its public point. */
interface Key {
  secret: CryptoKey;
  point: Bytes;
}

/** Opens the chunks of one recording, in order. */
export class Opener {
  readonly #key: Promise<Key>;
  #rest: Bytes = NONE;
  #recording: string | undefined;
  /** The head of the recording's first chunk; empty: it is not sealed. */
  #head: Bytes = NONE;
  #cipher: Bytes | undefined;

  /** Takes a key in PKCS#8 PEM. `open` rejects if it is none. */
  constructor(
    key: string,
    private readonly wrongKey: () => Error,
  ) {
    this.#key = readKey(key);
    // Told of when it is used.
    this.#key.catch(() => undefined);
  }

  /** Takes bytes, and returns those of the chunks that are whole, opened. */
  async open(bytes: Uint8Array, isLast = false): Promise<Bytes> {
    let rest = join([this.#rest, bytes]);
    const opened: Bytes[] = [];
    while (rest.length > 0) {
      const chunk = readChunk(rest);
      if (typeof chunk === 'object') {
        opened.push(await this.#chunk(chunk, rest.subarray(0, chunk.length)));
        rest = rest.subarray(chunk.length);
      } else {
        if (chunk === 'cut' && !isLast) break;
        // Both this and the reader go on with the next magic.
        let end = 1;
        while (end < rest.length && rest[end] !== 0x72) end++;
        opened.push(rest.subarray(0, end));
        rest = rest.subarray(end);
      }
    }
    this.#rest = rest.slice();
    return join(opened);
  }

  async #chunk(chunk: Chunk, bytes: Bytes): Promise<Bytes> {
    const isSealed = (chunk.flags & SEALED) !== 0;
    const recording = chunk.recording.join();
    const head = isSealed && chunk.opens ? chunk.payload.slice(0, HEAD_BYTES) : NONE;
    const broken = (): Bytes => chunk.with(chunk.flags | SEALED, NONE);
    if (isSealed && chunk.opens && (chunk.payload.length < HEAD_BYTES || head[0] !== SUITE)) return broken();
    if (this.#recording === undefined) {
      // Without the chunk that opens a segment nobody knows the key.
      if (isSealed && !chunk.opens) return bytes;
      this.#recording = recording;
      this.#head = head;
      if (isSealed) this.#cipher = await this.#derive(chunk.recording, head);
    }
    // A reader passes over what stands between two chunks, be it of another recording.
    if (recording !== this.#recording) return bytes;
    if (!isSealed) return this.#cipher ? broken() : bytes;
    if (!this.#cipher || (chunk.opens && head.join() !== this.#head.join())) return broken();
    const sealed = chunk.opens ? chunk.payload.subarray(HEAD_BYTES) : chunk.payload;
    try {
      const opened = chacha20poly1305(this.#cipher, nonceOf(chunk.sequence), chunk.over()).decrypt(sealed);
      return chunk.with(chunk.flags & ~SEALED, opened);
    } catch {
      return broken();
    }
  }

  async #derive(recording: Bytes, head: Bytes): Promise<Bytes> {
    const { subtle } = crypto;
    const key = await this.#key;
    const id = await keyIdOf(subtle, key.point);
    if (head.subarray(1, 1 + KEY_ID_BYTES).join() !== id.join()) throw this.wrongKey();
    const point = head.slice(1 + KEY_ID_BYTES);
    const recorders = await subtle.importKey('raw', point, ALGORITHM, false, []).catch(() => undefined);
    // A point that is none: under a key that nobody can guess every chunk turns out to be broken.
    if (!recorders) return crypto.getRandomValues(new Uint8Array(32));
    return deriveKey(subtle, key.secret, recorders, recording, point, key.point);
  }
}

async function readKey(pem: string): Promise<Key> {
  const { subtle } = crypto;
  const digits = pem.replace(/-----[^-]+-----|\s/g, '');
  const secret = await subtle.importKey('pkcs8', pointFrom(digits), ALGORITHM, true, ['deriveBits']);
  const { x, y } = await subtle.exportKey('jwk', secret);
  return { secret, point: join([Uint8Array.of(4), pointFrom(x!), pointFrom(y!)]) };
}
