/**
 * Seals chunks to the analysts' public key before they leave the page; loaded only where a site asks for it.
 *
 * WebCrypto agrees on a key at the start, which takes a turn or two; the cipher
 * is synchronous, so that a chunk is sealed at the page's last moment too. The
 * private half that was made for the recording is forgotten at once: this page
 * cannot open what it sealed.
 */

import { chacha20poly1305 } from '@noble/ciphers/chacha.js';
import { deriveKey, join, keyIdOf, nonceOf, pointFrom, readChunk, SEALED, SUITE } from '../sealed-chunk.js';

type Bytes = Uint8Array<ArrayBuffer>;

/** Seals one chunk; throws rather than let one pass. */
export type Seal = (chunk: Bytes) => Bytes;

/**
 * Makes what seals the chunks of one recording.
 *
 * Rejects where the key is none, or the browser gives a page like this no WebCrypto.
 */
export async function makeSeal(publicKey: string, recording: string): Promise<Seal> {
  const { subtle } = crypto;
  const algorithm = { name: 'ECDH', namedCurve: 'P-256' };
  const analystPoint = pointFrom(publicKey);
  const analysts = await subtle.importKey('raw', analystPoint, algorithm, false, []);
  const own = await subtle.generateKey(algorithm, false, ['deriveBits']);
  const point = new Uint8Array(await subtle.exportKey('raw', own.publicKey));
  const id = Uint8Array.from(recording.match(/../g)!, (digits) => Number.parseInt(digits, 16));
  const key = await deriveKey(subtle, own.privateKey, analysts, id, point, analystPoint);
  const head = join([Uint8Array.of(SUITE), await keyIdOf(subtle, analystPoint), point]);
  return (bytes) => {
    const chunk = readChunk(bytes);
    if (typeof chunk !== 'object') throw new Error('a chunk is not laid out as the seal knows it');
    const sealed = chacha20poly1305(key, nonceOf(chunk.sequence), chunk.over()).encrypt(chunk.payload);
    return chunk.with(chunk.flags | SEALED, chunk.opens ? join([head, sealed]) : sealed);
  };
}
