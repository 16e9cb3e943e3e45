/**
 * Where a recording's bytes come from: an address, or an object in memory.
 *
 * A source is opened once and read chunk by chunk. Nothing here knows what
 * the bytes mean; whatever goes wrong becomes a `LoadError`.
 */

import { LoadError, RecordingError } from '../errors.ts';

/** What `srcObject` takes. */
export type SourceObject = Uint8Array | ArrayBuffer | Blob | ReadableStream<Uint8Array> | Response;

/** An address to fetch, or an object to read. */
export type Source = (
  | { kind: 'address'; url: string; credentials: RequestCredentials }
  | { kind: 'object'; object: SourceObject }
) & {
  /** Opens what is sealed: a private key in PEM. */
  sealKey?: string | null;
};

/** Tells whether `value` can be a `srcObject`. */
export function isSourceObject(value: unknown): value is SourceObject {
  return [Uint8Array, ArrayBuffer, Blob, ReadableStream, Response].some((type) => value instanceof type);
}

/** An opened source: its chunks in order, each handed out once. */
export interface OpenSource {
  /** Returns the next chunk, or nothing at the end. */
  read(): Promise<Uint8Array | undefined>;
  /** The whole of it, where it is in memory already: it can be taken in without waiting. */
  readonly whole?: Uint8Array;
}

/**
 * Opens a source.
 *
 * Rejects with a `LoadError`, as does a later `read`. When `signal` aborts,
 * whatever is under way ends early, and what it ends with means nothing.
 */
export async function openSource(source: Source, signal: AbortSignal): Promise<OpenSource> {
  const opened = await openBytes(source, signal);
  return typeof source.sealKey === 'string' ? unseal(opened, source.sealKey) : opened;
}

/** Opens what is sealed in a source. */
async function unseal(source: OpenSource, key: string): Promise<OpenSource> {
  let opener: import('./unseal.ts').Opener;
  try {
    const { Opener } = await import('./unseal.ts');
    opener = new Opener(key, () => new RecordingError('wrong-key', 'the recording is sealed to another key', 0));
  } catch (cause) {
    throw new LoadError('network', 'what opens sealed recordings could not be fetched', { cause });
  }
  let isOver = false;
  return {
    async read() {
      while (!isOver) {
        const bytes = await source.read();
        isOver = bytes === undefined;
        try {
          const opened = await opener.open(bytes ?? new Uint8Array(), isOver);
          if (opened.length > 0) return opened;
        } catch (cause) {
          if (cause instanceof RecordingError) throw cause;
          throw new LoadError('bad-key', 'the key cannot be used', { cause });
        }
      }
      return undefined;
    },
  };
}

async function openBytes(source: Source, signal: AbortSignal): Promise<OpenSource> {
  if (source.kind === 'address') return openResponse(await request(source, signal), signal);
  const { object } = source;
  if (object instanceof Uint8Array) return openWhole(object);
  if (object instanceof ArrayBuffer) return openWhole(new Uint8Array(object));
  if (object instanceof Blob) return openStream(object.stream(), signal);
  if (object instanceof Response) return openResponse(object, signal);
  return openStream(object, signal);
}

async function request(
  { url, credentials }: { url: string; credentials: RequestCredentials },
  signal: AbortSignal,
): Promise<Response> {
  try {
    return await fetch(url, { signal, credentials });
  } catch (cause) {
    throw asLoadError(cause, signal);
  }
}

function openResponse(response: Response, signal: AbortSignal): OpenSource {
  if (!response.ok) throw new LoadError('http-status', `the server answered ${response.status}`);
  if (response.bodyUsed) throw new LoadError('source-locked', 'the response was read before');
  if (!response.body) return openWhole(new Uint8Array());
  return openStream(response.body, signal);
}

function openWhole(bytes: Uint8Array): OpenSource {
  let rest: Uint8Array | undefined = bytes;
  return {
    whole: bytes,
    async read() {
      const chunk = rest;
      rest = undefined;
      return chunk;
    },
  };
}

function openStream(stream: ReadableStream<Uint8Array>, signal: AbortSignal): OpenSource {
  if (stream.locked) throw new LoadError('source-locked', 'the stream is read by something else');
  const reader = stream.getReader();
  // A stream that was given up must not go on filling its buffer.
  signal.addEventListener('abort', () => void reader.cancel(signal.reason).catch(() => {}), { once: true });
  return {
    async read() {
      try {
        const { value } = await reader.read();
        return value;
      } catch (cause) {
        throw asLoadError(cause, signal);
      }
    },
  };
}

function asLoadError(cause: unknown, signal: AbortSignal): unknown {
  if (signal.aborted) return signal.reason;
  return new LoadError('network', 'the recording could not be fetched', { cause });
}
