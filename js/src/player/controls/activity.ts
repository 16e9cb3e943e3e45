/** Tells when nobody uses the player: then the controls may step back. A pointer that rests on them uses them. */

/** How long without a pointer or a key, in milliseconds. */
const REST_MILLIS = 2500;

export class Activity {
  readonly #onrest: (resting: boolean) => void;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #mayRest = false;
  #held = false;

  constructor(frame: HTMLElement, bar: HTMLElement, onrest: (resting: boolean) => void, signal: AbortSignal) {
    this.#onrest = onrest;
    for (const type of ['pointermove', 'pointerdown', 'focusin', 'keydown']) {
      frame.addEventListener(type, () => this.note(), { signal, passive: true });
    }
    bar.addEventListener('pointerenter', () => this.#hold(true), { signal });
    bar.addEventListener('pointerleave', () => this.#hold(false), { signal });
    frame.addEventListener('pointerleave', () => this.#restSoon(0), { signal });
    signal.addEventListener('abort', () => clearTimeout(this.#timer));
  }

  /** Whether resting is allowed at all: only while something plays. */
  set mayRest(value: boolean) {
    if (value === this.#mayRest) return;
    this.#mayRest = value;
    this.note();
  }

  /** Somebody is there. */
  note(): void {
    this.#onrest(false);
    this.#restSoon(REST_MILLIS);
  }

  #hold(held: boolean): void {
    this.#held = held;
    this.note();
  }

  #restSoon(millis: number): void {
    clearTimeout(this.#timer);
    if (this.#mayRest && !this.#held) this.#timer = setTimeout(() => this.#onrest(true), millis);
  }
}
