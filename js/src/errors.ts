/**
 * The errors of domreel, for the recorder and the player alike.
 *
 * A message never holds anything of the recorded page: no text, no address.
 * Codes are added and never renamed; the codes of `RecordingErrorCode` are
 * those of `DecodeErrorKind` in `format/src/error.rs`, and a test holds the
 * two lists equal.
 */

/** Why bytes could not be read as a recording: the list in `format/src/error.rs`. */
export type RecordingErrorCode =
  | 'not-a-recording'
  | 'unsupported-version'
  | 'truncated'
  | 'checksum-mismatch'
  | 'limit-exceeded'
  | 'bad-compression'
  | 'bad-event'
  | 'missing-chunk'
  | 'foreign-chunk'
  | 'sealed'
  | 'expired'
  | 'seal-broken'
  | 'wrong-key';

/** Why something could not be fetched or started. */
export type LoadErrorCode =
  | 'bad-address'
  | 'network'
  | 'http-status'
  | 'source-locked'
  | 'wasm-unavailable'
  | 'bad-key';

/** The stable name of every error that domreel throws or reports. */
export type DomreelErrorCode =
  | RecordingErrorCode
  | LoadErrorCode
  | 'bad-option'
  | 'already-recording'
  | 'sink-failed'
  | 'internal';

/** Base class of every error that domreel throws or reports. */
export class DomreelError extends Error {
  override readonly name: string = 'DomreelError';

  /**
   * The number that `MediaError` has for this failure, once a player reports it.
   *
   * 2 is a network that failed half-way, 3 bytes that could not be read
   * half-way, 4 a source of which nothing can be played.
   */
  mediaErrorCode?: 2 | 3 | 4;

  constructor(
    readonly code: DomreelErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** The bytes are at fault. */
export class RecordingError extends DomreelError {
  override readonly name: string = 'RecordingError';

  constructor(
    code: RecordingErrorCode,
    message: string,
    /** Offset, in bytes from the start of the recording, of what could not be understood. */
    readonly offset: number,
    options?: ErrorOptions,
  ) {
    super(code, message, options);
  }
}

/** The network, or the module that records or plays, is at fault. */
export class LoadError extends DomreelError {
  override readonly name: string = 'LoadError';

  constructor(
    override readonly code: LoadErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(code, message, options);
  }
}
