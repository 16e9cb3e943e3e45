/** What a site can say about a recording, and what it gets back. */

import { DomreelError } from '../errors.js';

/** Says which chunk it is. */
export interface ChunkInfo {
  /** The recording's id. */
  readonly id: string;
  /** Which segment of the recording, from 0. */
  readonly segment: number;
  /** Which chunk of the recording, from 0. */
  readonly sequence: number;
  /** Whether no chunk of the recording comes after it. */
  readonly final: boolean;
}

/**
 * Takes finished chunks, in order.
 *
 * One that rejects is called again with the same bytes, with growing pauses,
 * until it accepts or the recording ends.
 */
export type Sink = (chunk: Uint8Array, info: ChunkInfo) => void | Promise<void>;

/** How much is masked. */
export type MaskLevel = 'all' | 'sensitive' | 'none';

/** What to record, and where to. */
export interface RecordOptions {
  /** The address of a collector, or a function that takes the chunks. */
  sink: string | URL | Sink;
  /**
   * How much is masked; even at `'none'` no passwords, payment and hidden fields are recorded.
   * @defaultValue `'all'`
   */
  mask?: MaskLevel;
  /**
   * Of which origins the bytes of images and fonts are kept in the recording.
   * Style sheets that the page can read are kept in any case.
   * @defaultValue `'same-origin'`
   */
  resources?: 'same-origin' | 'all' | 'none';
  /**
   * Whether pictures of canvases are taken, and how many a second at most.
   * @defaultValue `false`
   */
  canvas?: boolean | { fps: number };
}

/** The options with every default filled in. */
export interface CheckedOptions {
  sink: Sink | string;
  mask: 0 | 1 | 2;
  resources: 'same-origin' | 'all' | 'none';
  canvasFps: number;
}

const LEVELS: readonly MaskLevel[] = ['all', 'sensitive', 'none'];
const RESOURCES = ['same-origin', 'all', 'none'] as const;
/** Pictures of canvases a second, where the site names no number. */
const DEFAULT_CANVAS_FPS = 2;

/**
 * Checks what a site asked for.
 *
 * @throws DomreelError `bad-option`, naming the option.
 */
export function checkOptions(options: RecordOptions): CheckedOptions {
  const { sink, mask = 'all', resources = 'same-origin', canvas = false } = options ?? {};
  const bad = (what: string): DomreelError => new DomreelError('bad-option', what);
  if (typeof sink !== 'function' && typeof sink !== 'string' && !(sink instanceof URL)) {
    throw bad('sink must be an address or a function');
  }
  const level = LEVELS.indexOf(mask);
  if (level < 0) throw bad("mask must be 'all', 'sensitive' or 'none'");
  if (!RESOURCES.includes(resources)) throw bad("resources must be 'same-origin', 'all' or 'none'");
  const fps = canvas === false ? 0 : canvas === true ? DEFAULT_CANVAS_FPS : canvas?.fps;
  if (!(fps >= 0 && fps <= 30)) throw bad('canvas must be true, false or { fps } of up to 30');
  let address = sink as Sink | string;
  if (typeof sink !== 'function') {
    try {
      address = new URL(String(sink), document.baseURI).href;
    } catch {
      throw bad('sink must be an address or a function');
    }
  }
  return { sink: address, mask: level as 0 | 1 | 2, resources, canvasFps: fps };
}
