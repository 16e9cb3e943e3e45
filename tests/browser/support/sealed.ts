/**
 * Opens sealed recordings with Node's own cryptography, as docs/format.md says and by nothing else:
 * a second implementation, which shares no code with the package and the tool.
 */

import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createPrivateKey,
  createPublicKey,
  diffieHellman,
  hkdfSync,
} from 'node:crypto';

interface Chunk {
  flags: number;
  recording: Buffer;
  sequence: number;
  /** Where the header's fields end that a seal covers, and where they go on. */
  covered: [number, number][];
  payload: Buffer;
  length: number;
}

function readChunk(bytes: Buffer): Chunk {
  let at = 5;
  const unsigned = (): number => {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = bytes[at++]!;
      value += (byte & 127) * scale;
      if (byte < 128) return value;
    }
  };
  const flags = unsigned();
  const recording = bytes.subarray(at, at + 16);
  at += 16;
  unsigned();
  const sequence = unsigned();
  unsigned();
  unsigned();
  unsigned();
  const before = at;
  const payloadBytes = unsigned();
  const after = at;
  unsigned();
  if (flags & 1) at += 64;
  const covered: [number, number][] = [
    [0, before],
    [after, at],
  ];
  if (flags & 1) unsigned();
  at += 4;
  const payload = bytes.subarray(at, at + payloadBytes);
  return { flags, recording, sequence, covered, payload, length: at + payloadBytes };
}

/** Takes a recording apart into its chunks. */
export function chunksOf(recording: Buffer): Buffer[] {
  const chunks: Buffer[] = [];
  for (let rest = recording; rest.length > 0; rest = rest.subarray(chunks.at(-1)!.length)) {
    chunks.push(rest.subarray(0, readChunk(rest).length));
  }
  return chunks;
}

function nonceOf({ sequence }: Chunk): Buffer {
  const nonce = Buffer.alloc(12);
  nonce.writeUInt32BE(sequence, 8);
  return nonce;
}

const covered = (chunk: Chunk, bytes: Buffer): Buffer =>
  Buffer.concat(chunk.covered.map(([from, to]) => bytes.subarray(from, to)));

/** Returns a chunk that opens a segment with this key and this point in place of its own; its checksum is the old one. */
export function forged(bytes: Buffer, payload: Buffer, key: Buffer, point: Buffer): Buffer {
  const chunk = readChunk(bytes);
  const cipher = createCipheriv('chacha20-poly1305', key, nonceOf(chunk), { authTagLength: 16 });
  cipher.setAAD(covered(chunk, bytes), { plaintextLength: payload.length });
  const sealed = Buffer.concat([cipher.update(payload), cipher.final(), cipher.getAuthTag()]);
  const head = Buffer.concat([chunk.payload.subarray(0, 9), point]);
  return Buffer.concat([bytes.subarray(0, bytes.length - chunk.payload.length), head, sealed]);
}

/** Returns the payloads of a sealed recording, opened. */
export function openPayloads(recording: Buffer, pem: string): Buffer[] {
  const secret = createPrivateKey(pem);
  const jwk = createPublicKey(secret).export({ format: 'jwk' });
  const analyst = Buffer.concat([Buffer.of(4), Buffer.from(jwk.x!, 'base64url'), Buffer.from(jwk.y!, 'base64url')]);
  let key: Buffer | undefined;
  return chunksOf(recording).map((bytes) => {
    const chunk = readChunk(bytes);
    if ((chunk.flags & 8) === 0) throw new Error(`chunk ${chunk.sequence} is not sealed`);
    let sealed = chunk.payload;
    if (chunk.flags & 1) {
      const point = sealed.subarray(9, 74);
      if (sealed[0] !== 1) throw new Error('another suite');
      if (!createHash('sha256').update(analyst).digest().subarray(0, 8).equals(sealed.subarray(1, 9))) {
        throw new Error('another key');
      }
      const publicKey = createPublicKey({
        format: 'jwk',
        key: {
          kty: 'EC',
          crv: 'P-256',
          x: point.subarray(1, 33).toString('base64url'),
          y: point.subarray(33).toString('base64url'),
        },
      });
      const shared = diffieHellman({ privateKey: secret, publicKey });
      const info = Buffer.concat([Buffer.from('domreel seal 1'), point, analyst]);
      key = Buffer.from(hkdfSync('sha256', shared, chunk.recording, info, 32));
      sealed = sealed.subarray(74);
    }
    const cipher = createDecipheriv('chacha20-poly1305', key!, nonceOf(chunk), { authTagLength: 16 });
    cipher.setAAD(covered(chunk, bytes), { plaintextLength: sealed.length - 16 });
    cipher.setAuthTag(sealed.subarray(-16));
    return Buffer.concat([cipher.update(sealed.subarray(0, -16)), cipher.final()]);
  });
}
