/**
 * The batch: numbers and text on their way to the wasm module.
 *
 * Numbers go straight into the module's memory. Text is one string, encoded at
 * once when the batch is handed over: joining strings is nearly free, encoding
 * each of them is not.
 */

import { CAPACITY } from './command.js';
import type { Mirrors } from './mirrors.js';
import { natives } from './natives.js';
import type { Role } from './options.js';
import type { Rules } from './rules.js';

/** What of the module the batch needs. */
export interface BatchModule {
  memory: WebAssembly.Memory;
  numbers(): number;
  text(bytes: number): number;
  run(count: number): number;
}

/** What the wasm module exports: plain numbers in and out, as `recorder/src/lib.rs` has them; and itself, compiled. */
export interface RecorderModule extends BatchModule {
  readonly compiled: WebAssembly.Module;
  finish_chunk(isFinal: boolean): number;
  chunk(): number;
  buffered(): number;
  last_chunk(segment: boolean): number;
  can_move(node: number, parent: number): number;
}

/** When so many code units are waiting, the batch is handed over. */
const MAX_TEXT_UNITS = 1 << 18;
/** Room that one command with its attributes must find. */
const HEADROOM = 64;

const { Int32Array, Uint8Array, Float64Array } = natives;
const encoder = new natives.TextEncoder();
const encodeInto = encoder.encodeInto.bind(encoder);

/** A batch of commands. */
export class Batch {
  /** The module's room for numbers: true from a command on, until the batch is handed over. */
  numbers = new Int32Array(0);
  /** How many numbers are in it. */
  count = 0;
  #handedOver = 0;
  #text = '';
  /** Where two halves of a character meet that belong to two texts: they must not become one. */
  #seams: number[] = [];
  readonly #bits = new Float64Array(1);
  readonly #halves = new Int32Array(this.#bits.buffer);

  /** The site's own rules, if it has any. */
  rules: Rules | undefined;
  /** Says what is in force of a `style` attribute, where it may be something else than its text. */
  styleOf: ((element: Element, value: string) => string) | undefined;

  constructor(
    private readonly module: BatchModule,
    /** Where attributes may mirror secrets; only where values are kept. */
    readonly mirrors: Mirrors | undefined,
    /** Is called when the module could not understand what it was given. */
    private readonly onfault: (command: number) => void,
  ) {}

  /** How many numbers were put in so far. */
  get position(): number {
    return this.#handedOver + this.count;
  }

  /** Takes the last number back, which has not been handed over. */
  takeBack(): void {
    this.count--;
  }

  /** Puts a number in. */
  put(value: number): void {
    this.numbers[this.count++] = value;
  }

  /** Begins a command. It may not be torn apart: one of more than 60 numbers must reserve its room first. */
  command(command: number): void {
    if (this.count >= CAPACITY - HEADROOM || this.#text.length >= MAX_TEXT_UNITS) this.flush();
    // The module's memory moves when it grows; what lay there before has no length any more.
    if (this.numbers.length === 0) this.#look();
    this.numbers[this.count++] = command;
  }

  /** Makes room for a command of so many numbers. `false`: a batch is not large enough for it. */
  reserve(count: number): boolean {
    if (this.count + count >= CAPACITY - HEADROOM) this.flush();
    return count < CAPACITY - 2 * HEADROOM;
  }

  /** Returns what the site's rules leave of a text, before it goes on to the mask. */
  clean(role: Role, text: string, node: Node | null): string {
    return this.rules ? this.rules.redact(role, text, node) : text;
  }

  /** The editors for which the page itself writes what is typed; only where text is shown. */
  editors: Pick<WeakSet<Element>, 'has'> | undefined;

  /** Takes off an address what names masked places of a document; only where others have names. */
  unnamed: ((url: string, document: Document) => string) | undefined;

  /** Returns what may be told of an address of a document, before it goes on to the mask. */
  address(url: string, document: Document): string {
    return this.clean('url', this.unnamed ? this.unnamed(url, document) : url, document);
  }

  /** Puts a text in: its length among the numbers, itself among the text. */
  string(text: string): void {
    this.numbers[this.count++] = text.length;
    this.text(text);
  }

  /** Puts a text in whose length was put in already. */
  text(text: string): void {
    if (isLow(text.charCodeAt(0)) && isHigh(this.#text.charCodeAt(this.#text.length - 1))) {
      this.#seams[this.#seams.length] = this.#text.length;
    }
    this.#text += text;
  }

  /** Returns what stands for no namespace of an attribute: -1, or -2 where it mirrors no secret though it might. */
  spaceless(element: Element, name: string): number {
    return this.mirrors?.keeps(element, name) ? -2 : -1;
  }

  /** Puts in a command of two texts. */
  pair(command: number, first: string, second: string): void {
    this.command(command);
    this.put(first.length);
    this.put(second.length);
    this.text(first);
    this.text(second);
  }

  /** Puts a whole number of up to 53 bits in, as two. */
  wide(value: number): void {
    this.put(value | 0);
    this.put(Math.floor(value / 4294967296));
  }

  /** Puts the bits of a number in, as two. */
  bits(value: number): void {
    this.#bits[0] = value;
    this.put(this.#halves[0]!);
    this.put(this.#halves[1]!);
  }

  /** Hands everything over, with bytes behind the text if there are any. */
  flush(tail?: Uint8Array): void {
    if (this.count === 0) return;
    const count = this.count;
    this.#handedOver += count;
    const text = this.#text;
    this.count = 0;
    this.#text = '';
    const seams = this.#seams;
    this.#seams = [];
    const { module } = this;
    const extra = tail ? tail.length : 0;
    if (seams.length === 0 && isWellFormed(text)) {
      // Three bytes a unit is the most that UTF-8 can need; the room is given back at once.
      let at = module.text(text.length + extra);
      let view = new Uint8Array(module.memory.buffer, at, text.length);
      let { read, written } = encodeInto(text, view);
      if (read < text.length) {
        at = module.text(text.length * 3 + extra);
        view = new Uint8Array(module.memory.buffer, at, text.length * 3);
        ({ read, written } = encodeInto(text, view));
      }
      // Shrinking moves nothing.
      if (written + extra !== text.length + extra || extra) at = module.text(written + extra);
      if (tail) new Uint8Array(module.memory.buffer).set(tail, at + written);
    } else {
      const bytes = encodeWtf8(text, seams);
      const at = module.text(bytes.length + extra);
      const view = new Uint8Array(module.memory.buffer);
      view.set(bytes, at);
      if (tail) view.set(tail, at + bytes.length);
    }
    const fault = module.run(count);
    if (fault !== 0) this.onfault(fault);
  }

  /** Hands over a batch that was made elsewhere, after what waits here. */
  runMade(numbers: Int32Array, text: Uint8Array): void {
    this.flush();
    const { module } = this;
    const at = module.text(text.length);
    new Uint8Array(module.memory.buffer).set(text, at);
    if (this.numbers.length === 0) this.#look();
    this.numbers.set(numbers);
    this.#handedOver += numbers.length;
    const fault = module.run(numbers.length);
    if (fault !== 0) this.onfault(fault);
  }

  #look(): void {
    const { module } = this;
    // The first call makes the room, for which the memory may grow.
    const at = module.numbers();
    this.numbers = new Int32Array(module.memory.buffer, at, CAPACITY);
  }
}

const isHigh = (unit: number): boolean => unit >= 0xd800 && unit < 0xdc00;
const isLow = (unit: number): boolean => unit >= 0xdc00 && unit < 0xe000;

/** Says whether a string has no lone surrogate. Browsers older than 2023 are looked through by an expression. */
function isWellFormed(text: string): boolean {
  const own = (text as unknown as { isWellFormed?: () => boolean }).isWellFormed;
  return own ? own.call(text) : !/\p{Surrogate}/u.test(text);
}

/** Encodes a string with lone surrogates, each as the three bytes that UTF-8 would have for its number; at a seam both are lone. */
function encodeWtf8(text: string, seams: number[]): Uint8Array {
  const bytes = new Uint8Array(text.length * 3);
  let at = 0;
  let seam = 0;
  for (let index = 0; index < text.length; index++) {
    if (seams[seam] === index) seam++;
    const isSplit = seams[seam] === index + 1;
    const code = isSplit ? text.charCodeAt(index) : text.codePointAt(index)!;
    if (code > 0xffff) {
      index++;
      bytes[at++] = 0xf0 | (code >> 18);
      bytes[at++] = 0x80 | ((code >> 12) & 63);
      bytes[at++] = 0x80 | ((code >> 6) & 63);
    } else if (code > 0x7ff) {
      bytes[at++] = 0xe0 | (code >> 12);
      bytes[at++] = 0x80 | ((code >> 6) & 63);
    } else if (code > 0x7f) {
      bytes[at++] = 0xc0 | (code >> 6);
    }
    bytes[at++] = code > 0x7f ? 0x80 | (code & 63) : code;
  }
  return bytes.subarray(0, at);
}
