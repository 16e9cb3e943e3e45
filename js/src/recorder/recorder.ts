/**
 * The recorder: one page, from `record()` to `stop()`. It makes the parts, ties them together, and owns what was attached.
 * The parts note what was touched; nothing is read before a frame was painted, and all at once when the page is left.
 */

import { DomreelError } from '../errors.js';
import { Absences, writeAbsence } from './absence.js';
import { ADDRESSED, Addresses } from './addresses.js';
import type { Adopters } from './adopters.js';
import { Batch, type RecorderModule } from './batch.js';
import type { Checker, CheckHost } from './check.js';
import { CHUNK_MILLIS, Chunks } from './chunks.js';
import { Command } from './command.js';
import { Companion } from './companion.js';
import { dotsOf, wasSecret } from './dots.js';
import type { EditContexts, EditHost } from './edit-contexts.js';
import { Flusher } from './flusher.js';
import type { FrameHost } from './frames.js';
import { touchForm } from './groups.js';
import { Hooks } from './hooks.js';
import { type Identity, keepIdentity, writeBegin } from './identity.js';
import { Interaction } from './interaction.js';
import { Mutations } from './mutations.js';
import { natives } from './natives.js';
import { NodeTable } from './nodes.js';
import { Noted } from './noted.js';
import { guardAll, RootObserver } from './observer.js';
import type { Offload, OffloadHost } from './offload.js';
import type { CheckedOptions, ChunkInfo } from './options.js';
import { type NavigationKind, Page } from './page.js';
import { Property } from './property.js';
import { type Realm, Realms } from './realms.js';
import { followRoots, type RecordedRoots } from './recorded-roots.js';
import { hasMasked, isIgnored, isMasked, setRegions, showsMedia } from './regions.js';
import { rootListeners } from './root-listeners.js';
import { Attachments, awaitDefinitions } from './roots.js';
import type { RuleHost, Rules } from './rules.js';
import type { Seal } from './seal.js';
import type { Secrets, SecretsHost } from './secrets.js';
import { Sheets } from './sheets.js';
import { ChunkQueue, type MadeChunk, takeChunk } from './sink.js';
import { isLarge } from './slice.js';
import { StateReader } from './state.js';
import { Trait } from './tag.js';
import { touchAttribute, touchContent, touchShown } from './touched.js';
import { property, Walker } from './walk.js';
import { followHistory, followWindow } from './window-events.js';

const onfault = (command: number): void => {
  throw new DomreelError('internal', `the recorder lost count at command ${command}`);
};

/** Records the page until it is stopped. */
export class Recorder {
  /** Wall clock of the recording's zero, in milliseconds of the Unix epoch. */
  readonly startTime: number;
  readonly #zero: number;
  readonly #batch: Batch;
  readonly #nodes = new NodeTable();
  readonly #attachments = new Attachments();
  readonly #roots: RecordedRoots;
  readonly #walker: Walker;
  readonly #mutations: Mutations;
  readonly #state: StateReader;
  readonly #sheets: Sheets;
  readonly #interaction: Interaction;
  readonly #page: Page;
  readonly #addresses: Addresses;
  readonly #observer: RootObserver;
  readonly #realms: Realms;
  /** Fetches and keeps bytes, for the modules that are loaded on demand too. */
  readonly companion: Companion;
  readonly #queue: ChunkQueue;
  #undo: (() => void)[] = [];
  #modules: Promise<void>[] = [];
  readonly #absences: Absences;
  readonly #flusher: Flusher;
  #isOver = false;
  #hasFailedPart = false;
  readonly #chunks: Chunks;

  constructor(
    private readonly module: RecorderModule,
    private readonly options: CheckedOptions,
    private readonly top: Document,
    private readonly events: { onchunk(info: ChunkInfo): void; onerror(error: DomreelError): void },
    readonly identity: Identity,
    seal: Seal | undefined,
    mirrors: Batch['mirrors'],
  ) {
    this.#zero = natives.now();
    this.startTime = natives.dateNow.call(natives.Date);
    const touch = (node?: Node): void => {
      if (node) this.#walker.slots.noteStyled(node);
      this.#request();
    };
    this.#batch = new Batch(module, mirrors, onfault);
    const awaitDefinition = awaitDefinitions(
      (action) => this.#observer.each(action),
      this.#guard((element: Element) => this.#state.touch(element)),
    );
    this.#state = new StateReader(this.#batch, this.#nodes, touch, awaitDefinition);
    this.#state.showsCanvases = options.canvasFps > 0;
    this.companion = new Companion(
      (action) => this.#flusher.outside(action, false),
      (url, bytes) => this.#sheets.giveText(url, bytes),
      this.#nodes,
    );
    this.#sheets = new Sheets(this.#batch, this.#nodes, touch, (url, owner) => this.companion.want(url, owner));
    this.#walker = new Walker(this.#batch, this.#nodes, {
      attached: (element, name) => this.#attachments.attached(element, name),
      onroot: (root) => this.#roots.observe(root),
      state: (element, name, traits) => this.#writeState(element, name, traits),
      documentState: (document) => {
        this.#addresses.writeInTree(document);
        this.#state.writeDocumentScroll(document);
      },
    });
    this.#mutations = new Mutations(this.#batch, this.#nodes, this.#walker, {
      isLive: (node) => this.#attachments.isLive(node, this.top),
      attached: (node) =>
        natives.nodeType(node) === 1 ? this.#attachments.below(node as Element) : this.#attachments.hostOf(node),
      lastAttached: (element) => this.#attachments.lastOf(element),
      canMove: (id, parent) => module.can_move(id, parent) !== 0,
      onmove: (node) => {
        this.#state.noteMoved(node);
        this.#sheets.hasMoved = true;
      },
      onattribute: (element, name) => touchAttribute(this.#state, this.#sheets, this.#addresses, element, name),
      oncontent: (element) => touchContent(this.#state, this.#sheets, this.#addresses, element),
      onforget: (node) => this.#roots.forget(node),
    });
    this.#interaction = new Interaction(
      this.#nodes,
      top,
      (document) => this.#attachments.offsetOf(document, top),
      this.#attachments,
      (action) => this.eachRoot(action),
      // It keeps its own time: nothing is lost of it while slices are left.
      () => !this.#flusher.isUnfinished && this.#request(),
    );
    this.#realms = new Realms(() => new Hooks(this.#guard));
    this.#page = new Page(window, top);
    this.#addresses = new Addresses(this.#batch, this.#nodes, (document, base) => {
      touchShown(this.#state, document);
      this.#sheets.keepBase(document, base);
      this.#observer.each((root) => {
        if ((natives.ownerDocument(root) ?? root) === document)
          this.#addresses.keep(natives.elementsIn(root, ADDRESSED), base);
      });
    });
    this.#observer = new RootObserver(
      this.#guard((records: MutationRecord[]) => this.#flusher.note(records)),
      guardAll(this.#guard, rootListeners(this.#state, this.#sheets, this)),
      guardAll(this.#guard, this.#interaction.listeners),
    );
    this.#roots = followRoots({
      top,
      nodes: this.#nodes,
      attachments: this.#attachments,
      observer: this.#observer,
      sheets: this.#sheets,
      state: this.#state,
      mutations: this.#mutations,
      addresses: this.#addresses,
      realms: this.#realms,
      request: () => this.#request(),
      onroot: (root) => this.onroot?.(root),
      onframe: (frame) => this.onframe?.(frame),
      onreplaced: () => {
        this.#flusher.needsKeyframe = true;
      },
    });
    this.#absences = new Absences(natives.now, (millis, reason) => {
      this.#flusher.at(natives.now());
      writeAbsence(this.#batch, millis, reason);
    });
    setRegions(options);
    this.#queue = new ChunkQueue(options.sink, (error) => this.fail(error), seal);
    this.#chunks = new Chunks(module, this.identity.recording, options.isFramed, this.#take);
    this.#flusher = new Flusher(
      {
        top,
        zero: this.#zero,
        batch: this.#batch,
        nodes: this.#nodes,
        walker: this.#walker,
        mutations: this.#mutations,
        state: this.#state,
        sheets: this.#sheets,
        interaction: this.#interaction,
        page: this.#page,
        addresses: this.#addresses,
        observer: this.#observer,
        roots: this.#roots,
        absences: this.#absences,
        chunks: this.#chunks,
        guard: this.#guard,
        onmuch: () => this.#sendAway(),
        onchanged: () => {
          for (let index = 0; index < this.onchanged.length; index++) this.onchanged[index]!(this.#interaction.hovered);
        },
        onkeyframe: (isBefore) => this.onkeyframe?.(isBefore),
      },
      options.pace,
    );
  }

  /** Has secrets be known that the page repeats, who adopts style sheets, and which fragments name what is masked, from the first keyframe on. */
  useSelective(
    make: (host: SecretsHost) => Secrets,
    makeAdopters: (hostOf: (root: Node) => Element | null) => Adopters,
    unnamed: Batch['unnamed'],
    makeEditors: (host: EditHost) => EditContexts,
  ): void {
    this.#batch.unnamed = unnamed;
    const editors = makeEditors({
      eachRealm: (install) => this.#realms.each(install),
      renew: (element) => {
        this.#mutations.renew(element);
        this.#request();
      },
    });
    this.#batch.editors = editors;
    this.#sheets.adopters = makeAdopters((root) => this.#attachments.hostOf(root));
    const parts = { batch: this.#batch, observer: this.#observer, attachments: this.#attachments };
    const secrets = make({ ...parts, natives, wasSecret, dotsOf, isLarge, look: (root) => editors.come(root) });
    this.#flusher.secrets = secrets;
    this.onroot = (root) => secrets.come(root);
  }

  #checker: Checker | undefined;

  /** Has readers compare their document with what the page is, now and then. */
  useChecker(make: (host: Omit<CheckHost, 'natives' | 'wholly' | 'isIgnored' | 'property'>) => Checker): void {
    this.#checker = make({
      top: this.top,
      millis: this.options.checkMillis,
      nodes: this.#nodes,
      slots: this.#walker.slots,
      sheets: this.#sheets,
      attachments: this.#attachments,
      makeWalker: (batch, nodes, host) => new Walker(batch, nodes, host),
      eachRoot: (action) => this.#observer.each(action),
      frameShows: this.frameShows,
      outside: (action) => this.#flusher.outside(action, true),
      guard: this.#guard,
    });
  }

  #offload: Offload | undefined;

  /** Has the module's work be done elsewhere while there is much of it. */
  useOffload(make: (host: OffloadHost) => Offload): void {
    if (this.#isOver) return;
    this.#offload = make({
      natives,
      module: this.module,
      id: this.identity.recording,
      batch: this.#batch,
      takeChunk,
      onchunk: this.#take,
      guard: this.#guard,
    });
    if (this.#flusher.isUnfinished || this.#mutations.isMuch) this.#offload.leave();
  }

  #sendAway(): void {
    if (this.#offload) this.#offload.leave();
    else this.onmuch?.();
  }

  readonly #take = ({ bytes, info }: MadeChunk): void => {
    this.#queue.push(bytes, info);
    this.events.onchunk(info);
  };

  /** Has the site's own rules hold, from the first keyframe on. */
  useRules(make: (host: RuleHost) => Rules): void {
    this.#batch.rules = make({
      top: this.top,
      eachRoot: (action) => this.#observer.each(action),
      onexclude: (isExcluded) => {
        this.companion.isPaused = isExcluded;
        this.#interaction.isPaused = isExcluded;
        this.#absences.exclude(isExcluded);
        this.#addresses.touch(this.top);
      },
    });
  }

  /** Takes the first keyframe and begins to observe. */
  start(): void {
    writeBegin(this.#batch, this.identity, this.options, this.startTime);
    followHistory(
      this.#realms.hook(window),
      (type, action) => this.#listen(type, action),
      (kind) => this.#navigated(kind),
    );
    // Where the page has not been shown yet, scroll events tell of every offset.
    this.#flusher.mayBeScrolled = this.top.readyState === 'complete';
    this.#flusher.secrets?.begin(this.top);
    this.#flusher.keyframe();
    this.#listen('beforeprint', this.#interaction.listeners['beforeprint'] as () => void);
    const touchPage = (): void => {
      this.#page.touch();
      this.#request();
    };
    followWindow((type, action, target) => this.#listen(type, action, target), this.top, {
      touch: touchPage,
      reset: this.#guard((form: HTMLFormElement) => touchForm(this.#state, form)),
      hide: () => {
        this.#offload?.comeHome();
        this.#flusher.flush();
        this.#chunks.finish(false);
      },
      leave: () => this.#end('left'),
      hurry: () => this.#queue.leave(),
      come: () => this.#absences.tick(CHUNK_MILLIS),
    });
    this.onrelease(this.#page.follow(this.#guard(touchPage)));
    this.#checker?.begin();
    this.#flusher.scheduleChunk();
  }

  /** Ends the recording; resolves when the last chunk has been taken. */
  async stop(): Promise<void> {
    if (!this.#isOver) {
      for (let index = 0; index < this.#modules.length; index++) await this.#modules[index];
      await this.companion.settled();
      this.#guard(() => this.#end('stopped'))();
    }
    await this.#queue.drained();
  }

  /** Hands chunks over from now on, or keeps them; keeps the ids of the visit only while it hands over. */
  allow(isAllowed: boolean): void {
    if (isAllowed) keepIdentity(this.identity);
    this.#queue.hold(!isAllowed);
  }

  /** Ends the recording at once, and forgets all that was not handed over. */
  discard(): void {
    this.#release();
    this.#queue.drop();
  }

  /** Has the end wait for a module that is loaded on demand. Without it the recording lacks what the module adds. */
  await(module: Promise<void>): void {
    this.#modules[this.#modules.length] = module.then(undefined, () => undefined);
  }

  /** Writes the page's own marker. */
  mark(name: string, detail: string): void {
    this.#flusher.tell((batch) => batch.pair(Command.MARK, name, detail));
  }

  /** Writes who the visitor is. */
  identify(user: string, traits: string): void {
    this.#flusher.tell((batch) => batch.pair(Command.IDENTIFY, user, traits));
  }

  readonly #noted = new Noted();

  /** Writes a property of elements, and again in every keyframe. */
  note(key: Property, texts: Map<Element, string>): void {
    this.#noted.set(key, texts);
    this.#flusher.outside((batch) => this.#noted.write(batch, this.#nodes, key, texts), false);
  }

  /** Writes all changes of the page. `false`: slices of them are left. */
  settle(): boolean {
    return this.#flusher.settle();
  }

  /** Has all `style` attributes be read by a function from now on. */
  readStyles(read: (element: Element, value: string) => string): void {
    this.#batch.styleOf = read;
  }

  /** Takes note of attributes that have changed without any observer's telling. */
  noteAttributes(element: Element, names: string[]): void {
    this.#mutations.noteAttributes(element, names);
    this.#request();
  }

  /** Records a sheet as if the document had adopted it before all others. */
  adoptFirst(document: Document, sheet: CSSStyleSheet): void {
    this.#sheets.first.set(document, natives.concat([sheet], this.#sheets.first.get(document) ?? []));
    this.touchSheets(document);
  }

  /** Has the sheets of a root be looked at anew. */
  touchSheets(root: Document | ShadowRoot): void {
    this.#sheets.touchRoot(root);
    this.#request();
  }

  /** Are told of a document in which processing instructions may ask for sheets, and of a large sheet; see there. */
  set onxml(action: Sheets['onxml']) {
    this.#sheets.onxml = action;
  }
  set onlarge(action: Sheets['onlarge']) {
    this.#sheets.onlarge = action;
  }

  /** What frames of other origins need that are recorded along. */
  frameHost(): Omit<FrameHost, 'natives' | 'isMasked' | 'mask' | 'zero'> {
    return {
      batch: this.#batch,
      nodes: this.#nodes,
      sheets: this.#sheets,
      offsetOf: (frame) => this.#attachments.offsetInside(frame, this.top),
      outside: (action) => this.#flusher.outside(action, true),
      guard: this.#guard,
    };
  }

  /** Are told of a frame that has loaded a document of another origin, and of each keyframe but the first, before and after. */
  onframe: ((frame: Element) => void) | undefined;
  onkeyframe: ((isBefore: boolean) => void) | undefined;

  /** Milliseconds since the recording's zero. */
  get elapsed(): number {
    return natives.now() - this.#zero;
  }

  /** Has something hooked in every realm, those that come later too; it goes with its realm. */
  eachRealm(install: (hooks: Hooks, window: Realm) => void): void {
    this.#realms.each(install);
  }

  /** Calls an action for every root that is in the recording. */
  eachRoot(action: (root: Document | ShadowRoot) => void): void {
    this.#observer.each(action);
  }

  readonly natives = natives;
  readonly showsMedia = showsMedia;
  readonly hasMasked = hasMasked;
  readonly isMasked = isMasked;
  readonly isIgnored = isIgnored;
  readonly setTimeout = (action: () => void, millis?: number): number => natives.setTimeout(this.guard(action), millis);
  readonly requestAnimationFrame = (action: () => void): number => natives.requestAnimationFrame(this.guard(action));

  /** Are called when changes of the page have been written, with what the pointer is over. */
  readonly onchanged: ((hovered: Element | null) => void)[] = [];
  /** Is called when what has changed takes several slices. */
  onmuch: (() => void) | undefined;
  /** Is told of animations and transitions that begin, and of transitions that end. */
  onmotion: ((event: Pick<Event, 'target' | 'type'>) => void) | undefined;
  /** Is told of each element that may frame a document, when it comes into the recording. */
  onframed: ((frame: Element) => void) | undefined;
  /** Is told of each element that the browser begins, or ceases, to skip. */
  onskipped: ((element: Element) => void) | undefined;
  /** Is told of each field that was found not to be valid. */
  oninvalid: ((event: Event) => void) | undefined;
  /** Is called for every root that comes into the recording. */
  onroot: ((root: Document | ShadowRoot) => void) | undefined;

  /** Ends the recording because of an error, and tells. Nothing is thrown into the page. */
  fail(error: unknown): void {
    if (this.#isOver) return;
    this.#release();
    const known =
      error instanceof DomreelError ? error : new DomreelError('internal', 'the recorder failed', { cause: error });
    this.events.onerror(known);
  }

  readonly #guard =
    <A extends unknown[]>(action: (...args: A) => void): ((...args: A) => void) =>
    (...args) => {
      if (this.#isOver) return;
      // What the site's hook does comes after what it is asked for.
      if (this.#batch.rules?.isAsking) return void natives.setTimeout(() => this.#guard(action)(...args));
      try {
        action(...args);
      } catch (error) {
        this.fail(error);
      }
    };

  /**
   * Makes of what a part on demand does something that throws nothing into the page.
   *
   * What that part looks for may be missing from then on, which is marked; all else goes on.
   */
  readonly guard = <A extends unknown[]>(action: (...args: A) => void): ((...args: A) => void) =>
    this.#guard((...args) => {
      try {
        action(...args);
      } catch {
        const root = this.#hasFailedPart ? null : natives.documentElement(this.top);
        this.#hasFailedPart = true;
        if (root) this.note(Property.Gap, new natives.Map([[root, 'failed']]));
      }
    });

  #request(): void {
    this.#flusher.request();
  }

  #end(reason: string): void {
    this.#offload?.comeHome();
    this.#flusher.flush();
    this.#checker?.check();
    this.#absences.exclude(false);
    this.#flusher.at(natives.now());
    this.#batch.command(Command.END);
    this.#batch.string(reason);
    this.#batch.flush();
    this.#chunks.finish(true);
    this.#release();
  }

  /** Takes off everything that was put on the page. */
  #release(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#offload?.drop();
    this.#flusher.release();
    this.companion.stop();
    this.#observer.release();
    this.#realms.release();
    for (let index = 0; index < this.#undo.length; index++) {
      try {
        this.#undo[index]!();
      } catch {
        // What else was put on the page is taken off all the same.
      }
    }
    this.#undo = [];
  }

  /** Calls an action on release, or now if that is over. */
  onrelease(action: () => void): void {
    if (this.#isOver) action();
    else this.#undo[this.#undo.length] = action;
  }

  #writeState(element: Element, name: string, traits: number): void {
    if (!this.#noted.writeInTree(this.#batch, element)) this.onmotion?.({ target: element, type: '' });
    this.#addresses.writeElement(element);
    if (traits & Trait.SHEET) this.#sheets.writeInTree(element, name || 'style');
    else this.#state.writeInTree(element, name, traits);
    if (!(traits & Trait.FRAME)) return;
    this.onframed?.(element);
    if (this.#attachments.isForeign(element, name)) property(this.#batch, Property.Gap, 'cross-origin');
  }

  /** Records what a frame shows, unless it is in the recording. */
  readonly frameShows = (frame: Element): void => this.#roots.frameShows(frame);

  /** Takes note of an element that was scrolled. */
  readonly scrolls = (element: Element): void => this.#page.noteScroller(element);

  #navigated(kind: NavigationKind): void {
    this.#batch.rules?.look(this.#mutations.renew);
    this.#page.touch(kind);
    this.#addresses.touch(this.top);
    this.#interaction.touchTarget();
    this.#request();
  }

  #listen(type: string, action: (event: Event) => void, target: EventTarget = window): void {
    const listener = this.#guard(action) as (event: never) => void;
    natives.listen(target, type, listener, true);
    this.#undo[this.#undo.length] = () => natives.unlisten(target, type, listener, true);
  }
}
