/**
 * `<domreel-player>`: plays a recording, in the language of `<video>`.
 *
 * The element holds attributes, properties and layout. What they mean over
 * time is `MediaState`'s; the page on the stage is the engine's; the controls
 * are loaded when the `controls` attribute asks for them, and use only what
 * any script on the page could use.
 *
 * Importing this where there is no DOM (on a server) defines nothing and
 * throws nothing.
 */

import { type DomreelError, LoadError } from '../errors.ts';
import { adoptStyle } from './adopt-style.ts';
import type { Controls } from './controls.ts';
import { Engine, type Marker, type Span } from './engine.ts';
import { postTask } from './event-queue.ts';
import { applyFit } from './fit.ts';
import type { Preload } from './load.ts';
import * as media from './media-constants.ts';
import { type MediaHost, MediaState } from './media-state.ts';
import { playerStyle } from './player-style.ts';
import { isSourceObject, type Source, type SourceObject } from './source.ts';
import { raiseFrame } from './stage.ts';
import { parseOrigins } from './stage-resources.ts';

/** Where there is no DOM: enough to be extended, and never constructed. */
const ElementBase: typeof HTMLElement = globalThis.HTMLElement ?? (class {} as unknown as typeof HTMLElement);

/** Properties that a script may have set before the element was defined; a load resets what comes after it. */
const upgradable = [
  'src',
  'srcObject',
  'sealKey',
  'autoplay',
  'controls',
  'crossOrigin',
  'currentTime',
  'defaultPlaybackRate',
  'loop',
  'playbackRate',
  'poster',
  'preload',
  'resourceOrigins',
  'skipIdle',
  'stageSrc',
] as const;

/** The element `<domreel-player>`. */
export class DomreelPlayerElement extends ElementBase {
  static readonly observedAttributes = ['controls', 'loop', 'poster', 'preload', 'skipidle', 'src'];

  static readonly NETWORK_EMPTY = media.NETWORK_EMPTY;
  static readonly NETWORK_IDLE = media.NETWORK_IDLE;
  static readonly NETWORK_LOADING = media.NETWORK_LOADING;
  static readonly NETWORK_NO_SOURCE = media.NETWORK_NO_SOURCE;
  static readonly HAVE_NOTHING = media.HAVE_NOTHING;
  static readonly HAVE_METADATA = media.HAVE_METADATA;
  static readonly HAVE_CURRENT_DATA = media.HAVE_CURRENT_DATA;
  static readonly HAVE_FUTURE_DATA = media.HAVE_FUTURE_DATA;
  static readonly HAVE_ENOUGH_DATA = media.HAVE_ENOUGH_DATA;
  declare readonly NETWORK_EMPTY: number;
  declare readonly NETWORK_IDLE: number;
  declare readonly NETWORK_LOADING: number;
  declare readonly NETWORK_NO_SOURCE: number;
  declare readonly HAVE_NOTHING: number;
  declare readonly HAVE_METADATA: number;
  declare readonly HAVE_CURRENT_DATA: number;
  declare readonly HAVE_FUTURE_DATA: number;
  declare readonly HAVE_ENOUGH_DATA: number;

  readonly #media: MediaState;
  readonly #frame: HTMLElement;
  readonly #room: HTMLElement;
  readonly #poster: HTMLImageElement;
  readonly #resizes: ResizeObserver;
  /** What the engine draws in: the iframe and what lies over it, in recorded pixels. */
  #screen: HTMLElement | undefined;
  /** What was made of it before the engine is there. */
  #raised: { readonly screen: HTMLElement; readonly frame: HTMLIFrameElement } | undefined;
  #fitted = '';
  #roomSize: { readonly width: number; readonly height: number } | undefined;
  #controls: Controls | undefined;
  #srcObject: SourceObject | null = null;
  /** Those who wait for the element to be in a document. */
  #awaiting: (() => void)[] = [];

  constructor() {
    super();
    const root = this.attachShadow({ mode: 'open', delegatesFocus: true });
    adoptStyle(root, playerStyle);
    this.#frame = make('div', 'frame');
    this.#room = make('div', 'room');
    this.#poster = make('img', 'poster');
    this.#poster.alt = '';
    this.#poster.hidden = true;
    this.#room.append(this.#poster);
    this.#frame.append(this.#room);
    root.append(this.#frame);
    this.#resizes = new ResizeObserver(([entry]) => {
      this.#roomSize = entry?.contentRect;
      this.#fitStage();
    });
    this.#media = new MediaState(this.#mediaHost());
  }

  connectedCallback(): void {
    for (const name of upgradable) this.#upgrade(name);
    this.#resizes.observe(this.#room);
    for (const resolve of this.#awaiting.splice(0)) resolve();
  }

  disconnectedCallback(): void {
    this.#resizes.disconnect();
    // Moving within a document is leaving and coming back in one script: that goes on playing.
    queueMicrotask(() => {
      if (!this.isConnected) this.#media.stopPlaying();
    });
  }

  attributeChangedCallback(name: string, before: string | null, after: string | null): void {
    switch (name) {
      case 'src':
        if (after !== null) this.#media.load();
        break;
      case 'controls':
        if ((before === null) !== (after === null)) void this.#toggleControls();
        break;
      case 'poster':
        this.#showPoster();
        break;
      case 'preload':
        this.#media.preloadChanged();
        break;
      default:
        this.#media.optionsChanged();
    }
  }

  // Attributes.

  /** The address of the recording. Setting it loads. */
  get src(): string {
    return this.#address('src');
  }
  set src(value: string) {
    this.setAttribute('src', value);
  }

  /** A recording that has no address: bytes, a blob, a stream or a response. Setting it loads; it wins over `src`. */
  get srcObject(): SourceObject | null {
    return this.#srcObject;
  }
  set srcObject(value: SourceObject | null) {
    if (value !== null && value !== undefined && !isSourceObject(value)) {
      throw new TypeError('srcObject must be bytes, a Blob, a ReadableStream, a Response or null');
    }
    this.#srcObject = value ?? null;
    this.#media.load();
  }

  /**
   * The private key that opens sealed recordings, in PKCS#8 PEM as `domreel keygen` writes it.
   *
   * It counts for what is loaded after it was set, and never leaves the page.
   */
  sealKey: string | null = null;

  /** Whether to play as soon as enough was read. */
  get autoplay(): boolean {
    return this.hasAttribute('autoplay');
  }
  set autoplay(value: boolean) {
    this.toggleAttribute('autoplay', Boolean(value));
  }

  /** Whether the controls are shown. */
  get controls(): boolean {
    return this.hasAttribute('controls');
  }
  set controls(value: boolean) {
    this.toggleAttribute('controls', Boolean(value));
  }

  /** Whether to begin again at the end. */
  get loop(): boolean {
    return this.hasAttribute('loop');
  }
  set loop(value: boolean) {
    this.toggleAttribute('loop', Boolean(value));
  }

  /** Whether playback jumps over stretches in which nothing happened. */
  get skipIdle(): boolean {
    return this.hasAttribute('skipidle');
  }
  set skipIdle(value: boolean) {
    this.toggleAttribute('skipidle', Boolean(value));
  }

  /**
   * How much to fetch before the recording is used.
   *
   * @defaultValue `'auto'`: all of it. `'metadata'` is enough for the first picture.
   */
  get preload(): Preload {
    const value = this.getAttribute('preload')?.toLowerCase();
    return value === 'none' || value === 'metadata' ? value : 'auto';
  }
  set preload(value: Preload) {
    this.setAttribute('preload', value);
  }

  /** The address of a picture to show until the recording is used. */
  get poster(): string {
    return this.#address('poster');
  }
  set poster(value: string) {
    this.setAttribute('poster', value);
  }

  /**
   * Origins from which the stage may load what the recording does not hold, parted by spaces.
   *
   * Pictures, fonts, media and style sheets are loaded from there; whoever made
   * the recording decides which addresses.
   *
   * @defaultValue `''`: the stage does not reach the network. A change counts from the next load on.
   */
  get resourceOrigins(): string {
    return this.getAttribute('resourceorigins') ?? '';
  }
  set resourceOrigins(value: string) {
    this.setAttribute('resourceorigins', value);
  }

  /**
   * The address of the package's `stage.html`, with its siblings beside it, for pages whose policy forbids inline styles.
   *
   * It has to be of the page's own origin; see docs/player.md. A change counts from the next load on.
   *
   * @defaultValue `''`: the stage has the policy of the page.
   */
  get stageSrc(): string {
    return this.#address('stagesrc');
  }
  set stageSrc(value: string) {
    this.setAttribute('stagesrc', value);
  }

  /** `'use-credentials'` sends cookies to other origins, too. */
  get crossOrigin(): 'anonymous' | 'use-credentials' | null {
    const value = this.getAttribute('crossorigin')?.toLowerCase();
    if (value === undefined) return null;
    return value === 'use-credentials' ? value : 'anonymous';
  }
  set crossOrigin(value: string | null) {
    if (value === null) this.removeAttribute('crossorigin');
    else this.setAttribute('crossorigin', value);
  }

  // Playback.

  /**
   * The playback position, in seconds.
   *
   * Setting it seeks. The position reads back at once as the value set,
   * clamped to `[0, duration]`; the page on the stage follows, and `seeked`
   * fires when it has. A seek during a seek replaces it. While the recording
   * is still being fetched, a seek beyond what was read waits for it.
   *
   * @example
   * ```ts
   * player.currentTime = 12.5;
   * await once(player, 'seeked');
   * ```
   */
  get currentTime(): number {
    return this.#media.currentTime;
  }
  set currentTime(seconds: number) {
    this.#media.currentTime = finite(seconds, 'currentTime');
  }

  /** Seeks, as setting `currentTime` does: to any instant a seek is equally fast and equally exact. */
  fastSeek(seconds: number): void {
    this.currentTime = seconds;
  }

  /** The length in seconds, `NaN` before `loadedmetadata`. It grows while the recording is being read. */
  get duration(): number {
    return this.#media.duration;
  }

  get paused(): boolean {
    return this.#media.paused;
  }

  get ended(): boolean {
    return this.#media.ended;
  }

  get seeking(): boolean {
    return this.#media.seeking;
  }

  /**
   * How fast to play: 1 is as it happened.
   *
   * Any positive rate is taken, and 0, which stands still; a negative one
   * throws a `NotSupportedError`.
   */
  get playbackRate(): number {
    return this.#media.playbackRate;
  }
  set playbackRate(rate: number) {
    this.#media.playbackRate = supportedRate(rate);
  }

  /** The rate that a load begins with. */
  get defaultPlaybackRate(): number {
    return this.#media.defaultPlaybackRate;
  }
  set defaultPlaybackRate(rate: number) {
    this.#media.defaultPlaybackRate = supportedRate(rate);
  }

  /** Starts. The promise resolves with `playing` and rejects with an `AbortError` when something interrupts it. */
  play(): Promise<void> {
    return this.#media.play();
  }

  pause(): void {
    this.#media.pause();
  }

  /** Throws away what was loaded and loads again. */
  load(): void {
    this.#media.load();
  }

  // What was loaded.

  get readyState(): number {
    return this.#media.readyState;
  }

  get networkState(): number {
    return this.#media.networkState;
  }

  get currentSrc(): string {
    return this.#media.currentSrc;
  }

  /** Why the recording does not play, or not to its end. `mediaErrorCode` is the number that `MediaError` has. */
  get error(): DomreelError | null {
    return this.#media.error;
  }

  get buffered(): TimeRanges {
    return this.#media.buffered;
  }

  get seekable(): TimeRanges {
    return this.#media.seekable;
  }

  get played(): TimeRanges {
    return this.#media.played;
  }

  /** Width of the recorded viewport at the playhead, in CSS pixels. */
  get videoWidth(): number {
    return this.#loaded?.viewport.width ?? 0;
  }

  /** Height of the recorded viewport at the playhead, in CSS pixels. */
  get videoHeight(): number {
    return this.#loaded?.viewport.height ?? 0;
  }

  // What is in it.

  /** The iframe that shows the page, once there is one. */
  get stage(): HTMLIFrameElement | null {
    return this.#media.engine?.stage ?? null;
  }

  /** The named instants, in order. `markerschange` tells of more. */
  get markers(): readonly Marker[] {
    return this.#loaded?.markers ?? [];
  }

  /** The stretches in which nothing happened. */
  get idle(): readonly Span[] {
    return this.#loaded?.idle ?? [];
  }

  /** The stretches that are lost or broken. `damage` tells of more. */
  get damage(): readonly Span[] {
    return this.#loaded?.damage ?? [];
  }

  /** Address of the recorded page at the playhead, or an empty string. */
  get pageUrl(): string {
    return this.#loaded?.url ?? '';
  }

  /** Title of the recorded page at the playhead, or an empty string. */
  get pageTitle(): string {
    return this.#loaded?.title ?? '';
  }

  /** Epoch milliseconds of the recording's zero, `NaN` before `loadedmetadata`. */
  get startTime(): number {
    return this.#loaded?.startMillis ?? Number.NaN;
  }

  get #loaded(): Engine | undefined {
    return this.#media.readyState === media.HAVE_NOTHING ? undefined : this.#media.engine;
  }

  // Inside.

  #mediaHost(): MediaHost {
    const player = this;
    return {
      get autoplay() {
        return player.autoplay;
      },
      get loop() {
        return player.loop;
      },
      get skipIdle() {
        return player.skipIdle;
      },
      get preload() {
        return player.preload;
      },
      source: () => this.#source(),
      fire: (type) => {
        this.#showPoster();
        this.dispatchEvent(new Event(type));
      },
      ready: () => this.#ready(),
      createEngine: (onevent) => {
        const { screen, frame } = this.#raised ?? this.#raiseScreen();
        this.#raised = undefined;
        const options = { origins: parseOrigins(this.resourceOrigins), stageUrl: this.stageSrc || undefined };
        return new Engine(
          screen,
          frame,
          (type) => {
            onevent(type);
            this.#fitStage();
          },
          options,
        );
      },
      removeStage: () => this.#removeScreen(),
      now: () => performance.now(),
      postTask,
    };
  }

  #source(): Source | undefined {
    const { sealKey } = this;
    if (this.#srcObject) return { kind: 'object', object: this.#srcObject, sealKey };
    const src = this.getAttribute('src');
    if (src === null) return undefined;
    const url = resolveAddress(src, this.baseURI);
    if (src === '' || url === undefined) throw new LoadError('bad-address', 'src is not an address');
    const credentials = this.crossOrigin === 'use-credentials' ? 'include' : 'same-origin';
    return { kind: 'address', url, credentials, sealKey };
  }

  /** A stage needs a document: bytes wait for the element to be in one. */
  async #ready(): Promise<void> {
    const loaded = Engine.load();
    // While the module comes, the frame can be made: that takes the browser as long as a seek.
    if (this.isConnected && !this.#screen) this.#raised = this.#raiseScreen();
    try {
      await loaded;
    } catch (cause) {
      if (this.#raised) this.#removeScreen();
      throw cause;
    }
    while (!this.isConnected) await new Promise<void>((resolve) => this.#awaiting.push(resolve));
  }

  #removeScreen(): void {
    this.#screen?.remove();
    this.#screen = undefined;
    this.#raised = undefined;
  }

  #raiseScreen(): { screen: HTMLElement; frame: HTMLIFrameElement } {
    this.#removeScreen();
    const screen = make('div', 'screen');
    screen.inert = true;
    // An empty stage is no picture: it is shown once its size is known.
    screen.style.visibility = 'hidden';
    this.#screen = screen;
    this.#fitted = '';
    this.#room.prepend(screen);
    return { screen, frame: raiseFrame(screen) };
  }

  #fitStage(): void {
    const screen = this.#screen;
    const viewport = this.#loaded?.viewport;
    if (!screen || !viewport || !(viewport.width > 0)) return;
    if (this.#fitted === '') this.#takeProportions(viewport);
    // Measured here only before the first layout; asking in every frame would cost a layout each.
    this.#roomSize ??= { width: this.#room.clientWidth, height: this.#room.clientHeight };
    const { width, height } = this.#roomSize;
    const fitted = `${viewport.width} ${viewport.height} ${width} ${height}`;
    if (fitted === this.#fitted) return;
    this.#fitted = fitted;
    screen.style.visibility = '';
    applyFit(screen, viewport, { width, height });
  }

  /** The player keeps the proportions that it opens with, whatever the visitor did to the window later. */
  #takeProportions({ width, height }: { width: number; height: number }): void {
    this.#frame.style.setProperty('--_ratio', `${width} / ${height}`);
    this.#frame.style.setProperty('--_width', `${width}px`);
  }

  #showPoster(): void {
    const address = this.poster;
    if (address && this.#poster.src !== address) this.#poster.src = address;
    this.#poster.hidden = !address || !this.#media.showPoster;
  }

  async #toggleControls(): Promise<void> {
    if (!this.controls) {
      this.#controls?.remove();
      this.#controls = undefined;
      return;
    }
    try {
      const { mountControls } = await import('./controls.ts');
      if (!this.controls || this.#controls) return;
      this.#controls = mountControls(this, this.#room);
    } catch (cause) {
      // The recording can be played without them.
      reportError(new LoadError('network', 'the controls could not be loaded', { cause }));
    }
  }

  #address(attribute: string): string {
    const value = this.getAttribute(attribute);
    if (value === null) return '';
    return resolveAddress(value, this.baseURI) ?? value;
  }

  #upgrade(name: (typeof upgradable)[number]): void {
    if (!Object.hasOwn(this, name)) return;
    const early: Record<string, unknown> = this as never;
    const value = early[name];
    delete early[name];
    early[name] = value;
  }
}

// The constants are on the class and, as the platform has it, on the prototype: not on each element.
for (const [name, value] of Object.entries(media)) {
  if (!name.startsWith('MEDIA_ERR'))
    Object.defineProperty(DomreelPlayerElement.prototype, name, { value, enumerable: true });
}

function make<Tag extends keyof HTMLElementTagNameMap>(tag: Tag, name: string): HTMLElementTagNameMap[Tag] {
  const made = document.createElement(tag);
  made.className = name;
  made.setAttribute('part', name);
  return made;
}

function resolveAddress(address: string, base: string): string | undefined {
  try {
    return new URL(address, base).href;
  } catch {
    return undefined;
  }
}

function finite(value: number, name: string): number {
  const number = Number(value);
  if (!Number.isFinite(number)) throw new TypeError(`${name} must be a finite number`);
  return number;
}

function supportedRate(value: number): number {
  const rate = finite(value, 'playbackRate');
  if (rate >= 0) return rate;
  throw new DOMException('the rate is not supported', 'NotSupportedError');
}
