/**
 * The recorder: one page, from `record()` to `stop()`. It owns everything that was attached, and takes the first keyframe.
 *
 * Its parts note what was touched from then on. What reads and writes that is loaded once the keyframe is on its way:
 * `following.ts`. Nothing is lost in between, for what is noted waits.
 */

import { DomreelError } from '../errors.js';
import { Addresses } from './addresses.js';
import { Batch, type FollowingModule, type RecorderModule } from './batch.js';
import { Chunks } from './chunks.js';
import { Command } from './command.js';
import type { Companion } from './companion.js';
import { dotsOf, wasSecret } from './dots.js';
import { EarlyNotes } from './early-notes.js';
import { writeAbsence, writeEnd } from './facts.js';
import type { Following } from './following.js';
import type { FrameHost } from './frames.js';
import { touchForm } from './groups.js';
import { Hooks } from './hooks.js';
import { type Identity, keepIdentity, writeBegin } from './identity.js';
import { Interaction } from './interaction.js';
import { natives } from './natives.js';
import { NodeTable } from './nodes.js';
import { guardAll, RootObserver } from './observer.js';
import type { CheckedOptions, ChunkInfo } from './options.js';
import { type NavigationKind, Page, writeHead } from './page.js';
import { Property } from './property.js';
import { type Realm, Realms } from './realms.js';
import { followRoots, type RecordedRoots } from './recorded-roots.js';
import { hasMasked, setRegions, showsMedia } from './regions.js';
import { rootListeners } from './root-listeners.js';
import { Attachments, awaitDefinition } from './roots.js';
import type { RuleHost, Rules } from './rules.js';
import type { Seal } from './seal.js';
import type { Secrets, SecretsHost } from './secrets.js';
import { Sheets } from './sheets.js';
import { touchShown } from './shown.js';
import { ChunkQueue } from './sink.js';
import { firstSlice, type Slice } from './slice.js';
import { StateReader } from './state.js';
import { Trait } from './tag.js';
import { property, type Waits, Walker } from './walk.js';
import { followHistory, followWindow } from './window-events.js';

/** Records the page until it is stopped. What is not private is for what follows the page, and for the modules loaded on demand. */
export class Recorder {
  /** Wall clock of the recording's zero, in milliseconds of the Unix epoch. */
  readonly startTime: number;
  readonly #zero: number;
  readonly batch: Batch;
  readonly nodes = new NodeTable();
  readonly attachments = new Attachments();
  readonly roots: RecordedRoots;
  readonly walker: Walker;
  readonly state: StateReader;
  readonly sheets: Sheets;
  readonly interaction: Interaction;
  readonly page: Page;
  readonly addresses: Addresses;
  readonly observer: RootObserver;
  readonly chunks: Chunks;
  readonly #realms: Realms;
  readonly #queue: ChunkQueue;
  #undo: (() => void)[] = [];
  #modules: Promise<void>[] = [];
  /** What follows the page from the first keyframe on; until it is there, what happens is noted. */
  #following: Following | undefined;
  readonly notes = new EarlyNotes();
  #wanted: [string, Element | null][] = [];
  /** Whether the page has changed since the first keyframe, and nothing of it was read. */
  hasGoneOn = false;
  /** Whether the page is one that is left out. */
  isExcluded = false;
  #keyframeAt = 0;
  /** Whether the document has become another one, which only a keyframe can tell. */
  #isOther = false;
  isOver = false;
  isWalking = false;
  mayBeScrolled = false;
  /** What stands in fields for secrets; only where something that repeats it would be kept. */
  secrets: Secrets | undefined;

  constructor(
    module: RecorderModule,
    readonly options: CheckedOptions,
    readonly top: Document,
    private readonly events: { onchunk(info: ChunkInfo): void; onerror(error: DomreelError): void },
    readonly identity: Identity,
    seal: Seal | undefined,
    mirrors: Batch['mirrors'],
  ) {
    this.#zero = natives.now();
    this.startTime = natives.dateNow.call(natives.Date);
    const touch = (node?: Node): void => {
      if (node) this.walker.slots.noteStyled(node);
      this.request();
    };
    this.batch = new Batch(module, mirrors, (command) => {
      throw new DomreelError('internal', `the recorder lost count at command ${command}`);
    });
    this.state = new StateReader(this.batch, this.nodes, touch, (name) =>
      awaitDefinition(
        name,
        (action) => this.observer.each(action),
        this.guard((element: Element) => this.state.touch(element)),
      ),
    );
    this.sheets = new Sheets(this.batch, this.nodes, touch, (url, owner) => {
      if (this.#following) this.companion.want(url, owner);
      else this.#wanted[this.#wanted.length] = [url, owner];
    });
    this.walker = new Walker(this.batch, this.nodes, {
      attached: (element, name) => this.attachments.attached(element, name),
      onroot: (root) => this.roots.observe(root),
      state: (element, name, traits) => this.#writeState(element, name, traits),
      documentState: (document) => {
        this.addresses.writeInTree(document);
        this.state.writeDocumentScroll(document);
      },
    });
    this.interaction = new Interaction(
      this.nodes,
      top,
      (document) => this.attachments.offsetOf(document, top),
      (element) => this.attachments.closedRootOf(element),
      () => this.#following?.requestFacts(),
    );
    this.#realms = new Realms(() => new Hooks(this.guard));
    this.page = new Page(window, top);
    this.addresses = new Addresses(this.batch, this.nodes, (document) => touchShown(this.state, document));
    const moved = (event: Event): void => this.onmotion?.(event);
    this.observer = new RootObserver(
      this.guard((records: MutationRecord[]) => {
        this.secrets?.note(records);
        if (this.#following) this.#following.note(records);
        else {
          this.notes.note(records);
          this.request();
        }
      }),
      guardAll(this.guard, rootListeners(this.state, this.sheets, this.frameShows, moved)),
      guardAll(this.guard, this.interaction.listeners),
    );
    this.roots = followRoots({
      top,
      nodes: this.nodes,
      attachments: this.attachments,
      observer: this.observer,
      sheets: this.sheets,
      state: this.state,
      mutations: this.notes,
      addresses: this.addresses,
      realms: this.#realms,
      request: () => this.request(),
      onroot: (root) => this.onroot?.(root),
      onframe: (frame) => this.onframe?.(frame),
      onreplaced: () => {
        this.#isOther = true;
        this.#following?.noteOther();
      },
    });
    setRegions(options);
    this.#queue = new ChunkQueue(options.sink, (error) => this.fail(error), seal);
    this.chunks = new Chunks(module, this.identity.recording, options.isFramed, ({ bytes, info }) => {
      this.#queue.push(bytes, info);
      this.events.onchunk(info);
    });
  }

  /** Has secrets be known that the page repeats, from the first keyframe on. */
  useSecrets(make: (host: SecretsHost) => Secrets): void {
    const { batch, observer, attachments } = this;
    this.secrets = make({ batch, observer, attachments, natives, wasSecret, dotsOf });
    this.onroot = (root) => this.secrets!.come(root);
  }

  /** Has the site's own rules hold, from the first keyframe on. */
  useRules(make: (host: RuleHost) => Rules): void {
    this.batch.rules = make({
      top: this.top,
      eachRoot: (action) => this.observer.each(action),
      onexclude: (isExcluded) => {
        this.isExcluded = isExcluded;
        this.#following?.exclude(isExcluded);
        this.interaction.isPaused = isExcluded;
        this.addresses.touch(this.top);
      },
    });
  }

  /** Takes the first keyframe, hands it over, and begins to observe. */
  start(): void {
    writeBegin(this.batch, this.identity, this.options, this.startTime);
    followHistory(
      this.#realms.hook(window),
      (type, action) => this.#listen(type, action),
      (kind) => this.#navigated(kind),
    );
    // Where the page has not been shown yet, scroll events tell of every offset.
    this.mayBeScrolled = this.top.readyState === 'complete';
    this.secrets?.begin(this.top);
    this.#keyframeAt = this.writeKeyframe(this.notes, firstSlice(this.top));
    // Before its first walk no node had an id that the keyframe's head could have named.
    this.interaction.announce();
    this.chunks.finish(false);
    followWindow((type, action, target) => this.#listen(type, action, target), this.top, {
      touch: () => this.#touchPage(),
      reset: this.guard((form: HTMLFormElement) => touchForm(this.state, form)),
      hide: () => this.#following?.finish(),
      leave: () => this.#end('left'),
      hurry: () => this.#queue.leave(),
      come: () => this.#following?.come(),
    });
    this.onrelease(this.page.follow(this.guard(() => this.#touchPage())));
  }

  /** Has the page followed from now on: what was noted since the first keyframe is written. */
  follow(make: typeof Following, module: FollowingModule): void {
    this.guard(() => {
      this.batch.run = module.run;
      this.#following = new make(module, this);
      if (this.#isOther) this.#following.noteOther();
      this.#following.begin(this.#keyframeAt);
      const wanted = this.#wanted;
      this.#wanted = [];
      for (let index = 0; index < wanted.length; index++) this.companion.want(...wanted[index]!);
    })();
  }

  /** Ends the recording, since the page cannot be followed: what was written stays. */
  giveUp(): void {
    this.guard(() => this.#end('error'))();
  }

  /** Ends the recording; resolves when the last chunk has been taken. */
  async stop(): Promise<void> {
    if (!this.isOver) {
      for (let index = 0; index < this.#modules.length; index++) await this.#modules[index];
      await this.#following?.companion.settled();
      this.guard(() => this.#end('stopped'))();
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
    this.#tell((batch) => batch.pair(Command.MARK, name, detail));
  }

  /** Writes who the visitor is. */
  identify(user: string, traits: string): void {
    this.#tell((batch) => batch.pair(Command.IDENTIFY, user, traits));
  }

  #tell(action: (batch: Batch) => void): void {
    if (this.#following) this.#following.tell(action);
    else this.interaction.tell(action);
  }

  /** Fetches and keeps bytes, once the page is followed. */
  get companion(): Companion {
    return this.#following!.companion;
  }

  /** Writes a property of elements, and again in every keyframe. */
  note(key: Property, texts: Map<Element, string>): void {
    this.#following!.noteProperty(key, texts);
  }

  /** Takes note of attributes that have changed without any observer's telling. */
  noteAttributes(element: Element, names: string[]): void {
    this.#following!.noteAttributes(element, names);
  }

  /** Records a sheet as if the document had adopted it before all others. */
  adoptFirst(document: Document, sheet: CSSStyleSheet): void {
    this.sheets.first.set(document, [sheet].concat(this.sheets.first.get(document) ?? []));
    this.sheets.addRoot(document);
    this.request();
  }

  /** What frames of other origins need that are recorded along. */
  frameHost(): Omit<FrameHost, 'natives' | 'isMasked' | 'mask' | 'zero'> {
    return {
      batch: this.batch,
      nodes: this.nodes,
      sheets: this.sheets,
      offsetOf: (frame) => this.attachments.offsetInside(frame, this.top),
      outside: (action) => this.#following!.outside(action, true),
      guard: this.guard,
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
    this.observer.each(action);
  }

  readonly showsMedia = showsMedia;
  readonly hasMasked = hasMasked;
  readonly setTimeout = natives.setTimeout;
  readonly requestAnimationFrame = natives.requestAnimationFrame;

  /** Are called when changes of the page have been written, with what the pointer is over. */
  readonly onchanged: ((hovered: Element | null) => void)[] = [];
  /** Is told of animations and transitions that begin, and of transitions that end. */
  onmotion: ((event: Event) => void) | undefined;
  /** Is told of each element that may frame a document, when it comes into the recording. */
  onframed: ((frame: Element) => void) | undefined;
  /** Is called for every root that comes into the recording. */
  onroot: ((root: Document | ShadowRoot) => void) | undefined;

  /** Ends the recording because of an error, and tells. Nothing is thrown into the page. */
  fail(error: unknown): void {
    if (this.isOver) return;
    this.#release();
    const known =
      error instanceof DomreelError ? error : new DomreelError('internal', 'the recorder failed', { cause: error });
    this.events.onerror(known);
  }

  readonly guard =
    <A extends unknown[]>(action: (...args: A) => void): ((...args: A) => void) =>
    (...args) => {
      if (this.isOver) return;
      try {
        action(...args);
      } catch (error) {
        this.fail(error);
      }
    };

  /** Writes the time of what follows. */
  readonly at = (millis: number): void => {
    this.batch.command(Command.AT);
    this.batch.wide(Math.max(Math.round((millis - this.#zero) * 1000), 0));
  };

  /** Asks for what was touched to be written. */
  request(): void {
    if (this.isOver || this.isWalking) return;
    if (this.#following) this.#following.request();
    else this.hasGoneOn = true;
  }

  /** Writes the page, as far as a slice goes; the rest waits as if it were added to the page now. Returns its time. */
  writeKeyframe(waits: Waits, slice: Slice): number {
    const { batch } = this;
    const now = natives.now();
    this.at(now);
    writeHead(batch, this.page, this.interaction, this.nodes, this.top);
    this.nodes.beginKeyframe();
    this.chunks.beginKeyframe();
    this.isWalking = true;
    try {
      this.walker.walk(this.top, waits, slice, true);
      this.sheets.writeInKeyframe(this.nodes.next);
    } finally {
      this.isWalking = false;
    }
    batch.flush();
    return now;
  }

  #touchPage(): void {
    this.page.touch();
    this.request();
  }

  #end(reason: string): void {
    if (this.#following) this.#following.end(reason);
    else {
      const now = natives.now();
      this.at(now);
      // What has happened since is in nobody's hands who could write it.
      if (this.hasGoneOn || this.notes.left.length > 0) writeAbsence(this.batch, now - this.#keyframeAt, 'loading');
      writeEnd(this.batch, reason);
    }
    this.chunks.finish(true);
    this.#release();
  }

  /** Takes off everything that was put on the page. */
  #release(): void {
    if (this.isOver) return;
    this.isOver = true;
    this.#following?.release();
    this.observer.release();
    this.#realms.release();
    for (let index = 0; index < this.#undo.length; index++) this.#undo[index]!();
    this.#undo = [];
  }

  /** Calls an action on release, or now if that is over. */
  onrelease(action: () => void): void {
    if (this.isOver) action();
    else this.#undo[this.#undo.length] = action;
  }

  #writeState(element: Element, name: string, traits: number): void {
    this.#following?.noted.writeInTree(this.batch, element);
    if (traits & Trait.SHEET) this.sheets.writeInTree(element, name);
    else this.state.writeInTree(element, name, traits);
    if (!(traits & Trait.FRAME)) return;
    this.onframed?.(element);
    if (this.attachments.isForeign(element, name)) property(this.batch, Property.Gap, 'cross-origin');
  }

  /** Records what a frame shows, unless it is in the recording. */
  readonly frameShows = (frame: Element): void => this.roots.frameShows(frame);

  #navigated(kind: NavigationKind): void {
    this.batch.rules?.look(this.notes.renew);
    this.page.touch(kind);
    this.addresses.touch(this.top);
    this.interaction.touchTarget();
    this.request();
  }

  #listen(type: string, action: (event: Event) => void, target: EventTarget = window): void {
    const listener = this.guard(action) as (event: never) => void;
    natives.listen(target, type, listener, true);
    this.#undo[this.#undo.length] = () => natives.unlisten(target, type, listener, true);
  }
}
