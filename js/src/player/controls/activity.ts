/** Tells when nobody uses the player: then the controls may step back. */

/** How long without a pointer or a key, in milliseconds. */
const REST_MILLIS = 2500;

export class Activity {
  readonly #onrest: (resting: boolean) => void;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #mayRest = false;

  constructor(frame: HTMLElement, onrest: (resting: boolean) => void, signal: AbortSignal) {
    this.#onrest = onrest;
    for (const type of ['pointermove', 'pointerdown', 'focusin', 'keydown']) {
      frame.addEventListener(type, () => this.note(), { signal, passive: true });
    }
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

  #restSoon(millis: number): void {
    clearTimeout(this.#timer);
    if (this.#mayRest) this.#timer = setTimeout(() => this.#onrest(true), millis);
  }
}
