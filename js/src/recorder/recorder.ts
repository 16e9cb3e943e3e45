/**
 * The recorder: one page, from `record()` to `stop()`. It owns everything that was attached, and schedules the flushes.
 * Its parts note what was touched; nothing is read before a frame was painted, and all at once when the page is left.
 */

import { DomreelError } from '../errors.js';
import { Absences, writeAbsence } from './absence.js';
import { Addresses } from './addresses.js';
import { isSmall } from './amount.js';
import { Batch, type RecorderModule } from './batch.js';
import { findFrames, writeCheck } from './check.js';
import { CHUNK_MILLIS, Chunks, SLICE_CHUNK_BYTES } from './chunks.js';
import { Command } from './command.js';
import { Companion } from './companion.js';
import { dotsOf, wasSecret } from './dots.js';
import type { FrameHost } from './frames.js';
import { touchForm } from './groups.js';
import { Hooks } from './hooks.js';
import { type Identity, keepIdentity, writeBegin } from './identity.js';
import { Interaction } from './interaction.js';
import { findScrolled } from './late-scroll.js';
import { Mutations } from './mutations.js';
import { natives } from './natives.js';
import { NodeTable } from './nodes.js';
import { Noted } from './noted.js';
import { guardAll, RootObserver } from './observer.js';
import type { CheckedOptions, ChunkInfo } from './options.js';
import { Pace } from './pace.js';
import { type NavigationKind, Page, writeHead } from './page.js';
import { Property } from './property.js';
import { type Realm, Realms } from './realms.js';
import { followRoots, type RecordedRoots } from './recorded-roots.js';
import { hasMasked, setRegions, showsMedia } from './regions.js';
import { rootListeners } from './root-listeners.js';
import { Attachments, awaitDefinition } from './roots.js';
import type { RuleHost, Rules } from './rules.js';
import { Schedule } from './schedule.js';
import type { Seal } from './seal.js';
import type { Secrets, SecretsHost } from './secrets.js';
import { Sheets } from './sheets.js';
import { ChunkQueue } from './sink.js';
import { firstSlice, Slice, wholly } from './slice.js';
import { StateReader } from './state.js';
import { Trait } from './tag.js';
import { touchAttribute, touchContent, touchShown } from './touched.js';
import { property, Walker } from './walk.js';
import { followHistory, followWindow } from './window-events.js';

/** A change comes alone when nothing was read for so long, in milliseconds. */
const ALONE_MILLIS = 100;

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
  readonly #schedule: Schedule;
  #chunkTimer = 0;
  readonly #absences: Absences;
  readonly #pace: Pace;
  #secrets: Secrets | undefined;
  #isOver = false;
  #isWalking = false;
  #needsKeyframe = false;
  #flushedAt = 0;
  /** The time of a flush of which slices are left; 0: none are. */
  #unfinishedAt = 0;
  /** Whether the page has changed since then. */
  #hasGoneOn = false;
  #mayBeScrolled = false;
  readonly #chunks: Chunks;

  constructor(
    module: RecorderModule,
    private readonly options: CheckedOptions,
    private readonly top: Document,
    private readonly events: { onchunk(info: ChunkInfo): void; onerror(error: DomreelError): void },
    readonly identity: Identity,
    seal: Seal | undefined,
    mirrors: Batch['mirrors'],
  ) {
    this.#zero = natives.now();
    this.startTime = natives.dateNow.call(natives.Date);
    const writeSlice = this.#guard(() => this.#write(new Slice()));
    this.#pace = new Pace(options.pace);
    this.#schedule = new Schedule(top, () => this.#mutations.isMuch, writeSlice, this.#pace);
    const touch = (node?: Node): void => {
      if (node) this.#walker.slots.noteStyled(node);
      this.#request();
    };
    this.#batch = new Batch(module, mirrors, (command) => {
      throw new DomreelError('internal', `the recorder lost count at command ${command}`);
    });
    this.#state = new StateReader(this.#batch, this.#nodes, touch, (name) =>
      awaitDefinition(
        name,
        (action) => this.#observer.each(action),
        this.#guard((element: Element) => this.#state.touch(element)),
      ),
    );
    this.companion = new Companion(
      (action) => this.#outside(action, false),
      (url) => this.#sheets.giveText(url),
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
      onattribute: (element, name) => touchAttribute(this.#state, this.#sheets, this.#addresses, element, name),
      oncontent: (element) => touchContent(this.#state, this.#sheets, this.#addresses, element),
      onforget: (node) => this.#roots.forget(node),
    });
    this.#interaction = new Interaction(
      this.#nodes,
      top,
      (document) => this.#attachments.offsetOf(document, top),
      (element) => this.#attachments.closedRootOf(element),
      // It keeps its own time: nothing is lost of it while slices are left.
      () => this.#unfinishedAt === 0 && this.#request(),
    );
    this.#realms = new Realms(() => new Hooks(this.#guard));
    this.#page = new Page(window, top);
    this.#addresses = new Addresses(this.#batch, this.#nodes, (document) => touchShown(this.#state, document));
    const moved = (event: Event): void => this.onmotion?.(event);
    this.#observer = new RootObserver(
      this.#guard((records: MutationRecord[]) => {
        const isAlone = !this.#mutations.isTouched && natives.now() - this.#flushedAt > ALONE_MILLIS;
        this.#secrets?.note(records);
        this.#mutations.note(records);
        // A small change that comes alone is read at once: at its own time, for less than a frame's callback costs.
        if (isAlone && isSmall(records) && this.#pace.owedMillis <= 0 && !this.#secrets?.isTyped) this.#flush();
        else this.#request();
      }),
      guardAll(this.#guard, rootListeners(this.#state, this.#sheets, this.frameShows, moved)),
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
        this.#needsKeyframe = true;
      },
    });
    this.#absences = new Absences(natives.now, (millis, reason) => {
      this.#at(natives.now());
      writeAbsence(this.#batch, millis, reason);
    });
    setRegions(options);
    this.#queue = new ChunkQueue(options.sink, (error) => this.fail(error), seal);
    this.#chunks = new Chunks(module, this.identity.recording, options.isFramed, ({ bytes, info }) => {
      this.#queue.push(bytes, info);
      this.events.onchunk(info);
    });
  }

  /** Has secrets be known that the page repeats, from the first keyframe on. */
  useSecrets(make: (host: SecretsHost) => Secrets): void {
    const parts = { batch: this.#batch, observer: this.#observer, attachments: this.#attachments };
    this.#secrets = make({ ...parts, natives, wasSecret, dotsOf });
    this.onroot = (root) => this.#secrets!.come(root);
  }

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
    this.#mayBeScrolled = this.top.readyState === 'complete';
    this.#secrets?.begin(this.top);
    this.#keyframe();
    const touchPage = (): void => {
      this.#page.touch();
      this.#request();
    };
    followWindow((type, action, target) => this.#listen(type, action, target), this.top, {
      touch: touchPage,
      reset: this.#guard((form: HTMLFormElement) => touchForm(this.#state, form)),
      hide: () => {
        this.#flush();
        this.#chunks.finish(false);
      },
      leave: () => this.#end('left'),
      hurry: () => this.#queue.leave(),
      come: () => this.#absences.tick(CHUNK_MILLIS),
    });
    this.onrelease(this.#page.follow(this.#guard(touchPage)));
    this.#check(false);
    this.#scheduleChunk();
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
    this.#tell((batch) => batch.pair(Command.MARK, name, detail));
  }

  /** Writes who the visitor is. */
  identify(user: string, traits: string): void {
    this.#tell((batch) => batch.pair(Command.IDENTIFY, user, traits));
  }

  readonly #noted = new Noted();

  /** Writes a property of elements, and again in every keyframe. */
  note(key: Property, texts: Map<Element, string>): void {
    this.#noted.set(key, texts);
    this.#outside((batch) => this.#noted.write(batch, this.#nodes, key, texts), false);
  }

  /** Takes note of attributes that have changed without any observer's telling. */
  noteAttributes(element: Element, names: string[]): void {
    this.#mutations.noteAttributes(element, names);
    this.#request();
  }

  /** Records a sheet as if the document had adopted it before all others. */
  adoptFirst(document: Document, sheet: CSSStyleSheet): void {
    this.#sheets.first.set(document, [sheet].concat(this.#sheets.first.get(document) ?? []));
    this.#sheets.addRoot(document);
    this.#request();
  }

  /** Has readers compare their document with what the page is by now; `isLast`: and not again later. */
  #check(isLast: boolean): void {
    if (this.options.checkMillis === 0) return;
    this.#observer.each((root) => findFrames(root, this.#attachments, (frame) => this.frameShows(frame)));
    this.#outside((batch) => writeCheck(batch, this.#nodes, this.#walker, this.#attachments, this.top), true);
    const again = this.#guard(() => this.#check(false));
    if (!isLast) natives.setTimeout(again, this.options.checkMillis);
  }

  /** What frames of other origins need that are recorded along. */
  frameHost(): Omit<FrameHost, 'natives' | 'isMasked' | 'mask' | 'zero'> {
    return {
      batch: this.#batch,
      nodes: this.#nodes,
      sheets: this.#sheets,
      offsetOf: (frame) => this.#attachments.offsetInside(frame, this.top),
      outside: (action) => this.#outside(action, true),
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
      try {
        action(...args);
      } catch (error) {
        this.fail(error);
      }
    };

  /** Writes something between two flushes; what is ordered comes after all that happened before. */
  #outside(action: (batch: Batch) => void, isOrdered: boolean): void {
    this.#guard(() => {
      if (isOrdered || this.#unfinishedAt === 0) this.#flush();
      this.#at(this.#unfinishedAt || natives.now());
      action(this.#batch);
      this.#batch.flush();
      this.#chunks.finishIfLarge();
    })();
  }

  /** Writes what comes after all that happened before; while slices of that are left, it waits for them. */
  #tell(action: (batch: Batch) => void): void {
    this.#guard(() => {
      if (this.#unfinishedAt === 0) this.#write(new Slice());
      if (this.#unfinishedAt === 0) this.#outside(action, true);
      else this.#interaction.tell(action);
    })();
  }

  /** Writes the time of what follows. */
  readonly #at = (millis: number): void => {
    this.#batch.command(Command.AT);
    this.#batch.wide(Math.max(Math.round((millis - this.#zero) * 1000), 0));
  };

  #request(): void {
    if (this.#isOver || this.#isWalking) return;
    if (this.#unfinishedAt === 0) this.#schedule.request();
    else this.#hasGoneOn = true;
  }

  /** Writes everything that was touched. */
  readonly #flush = (): void => {
    this.#write(wholly());
    // What was touched while slices were written has its own time.
    if (this.#mutations.isTouched) this.#write(wholly());
  };

  /** Writes what was touched, as far as a slice goes, and counts what that takes. */
  #write(slice: Slice): void {
    const begun = natives.now();
    this.#writeSlice(slice);
    this.#pace.spend(this.#chunks.bytes, begun);
  }

  /** Writes what was touched, as far as a slice goes. The rest has the same time: no state between two slices was painted. */
  #writeSlice(slice: Slice): void {
    this.#schedule.cancel();
    if (this.#isOver || this.#isWalking) return;
    this.#observer.drain();
    this.#secrets?.tell();
    this.#batch.rules?.look(this.#mutations.renew);
    const isRest = this.#unfinishedAt !== 0;
    const flushedAt = this.#flushedAt;
    this.#flushedAt = natives.now();
    const now = this.#unfinishedAt || this.#flushedAt;
    if (!isRest && this.#interaction.isReady) this.#interaction.flush(this.#batch, this.#at);
    this.#at(now);
    if (!isRest && this.#schedule.isHeld) {
      this.#schedule.isHeld = false;
      writeAbsence(this.#batch, now - flushedAt, this.#pace.reason);
    }
    this.#page.flush(this.#batch);
    const isWhole = this.#writeMutation(slice);
    this.#unfinishedAt = isWhole ? 0 : now;
    if (!isWhole) {
      this.#batch.flush();
      this.#chunks.finishIfLarge(SLICE_CHUNK_BYTES);
      this.#schedule.requestRest(now);
      return;
    }
    this.#interaction.flush(this.#batch, this.#at);
    if (isRest && this.#hasGoneOn) {
      this.#at(this.#flushedAt);
      writeAbsence(this.#batch, this.#flushedAt - now, 'sliced');
    }
    this.#hasGoneOn = false;
    this.#interaction.flushSelection(this.#batch);
    this.#batch.flush();
    this.#nodes.endKeyframe();
    if (this.#chunks.endKeyframe()) {
      const found = this.#guard((element: Element) => this.#state.touchScroll(element));
      if (this.#mayBeScrolled && this.#sheets.isLate) findScrolled(this.#observer, found);
      this.#sheets.isLate = false;
      this.#roots.forgetUnread();
      this.#pace.restart();
      this.onkeyframe?.(false);
    }
    for (let index = 0; index < this.onchanged.length; index++) this.onchanged[index]!(this.#interaction.hovered);
    if (this.#mutations.isTouched) this.#request();
    if (this.#needsKeyframe) this.#openSegment();
    else this.#chunks.finishIfLarge();
  }

  /** Writes what changed in the document. `false`: the slice is over, and there is more. */
  #writeMutation(slice: Slice): boolean {
    const hasState = this.#addresses.isTouched || this.#sheets.isTouched || this.#state.isTouched;
    if (!hasState && !this.#mutations.isTouched) return true;
    this.#batch.command(Command.MUTATION);
    const before = this.#batch.position;
    let isWhole = true;
    this.#isWalking = true;
    try {
      if (this.#mutations.isTouched) isWhole = this.#mutations.flush(slice);
      if (isWhole) {
        this.#addresses.flush();
        this.#sheets.flush();
        this.#state.flush();
      }
    } finally {
      this.#isWalking = false;
    }
    if (this.#batch.position === before) this.#batch.takeBack();
    else this.#batch.command(Command.MUTATION_END);
    return isWhole;
  }

  /** Writes the page, as far as a slice goes; the rest waits as if it were added to the page now. */
  #keyframe(): void {
    const batch = this.#batch;
    const slice = firstSlice(this.top);
    const isFirst = this.#nodes.next === 1;
    this.#needsKeyframe = false;
    const now = natives.now();
    this.#at(now);
    writeHead(batch, this.#page, this.#interaction, this.#nodes, this.top);
    this.#nodes.beginKeyframe();
    this.#chunks.beginKeyframe();
    this.#isWalking = true;
    try {
      this.#walker.walk(this.top, this.#mutations, slice, true);
      this.#sheets.writeInKeyframe(this.#nodes.next);
    } finally {
      this.#isWalking = false;
    }
    batch.flush();
    // Before its first walk no node had an id that the keyframe's head could have named.
    if (isFirst) this.#interaction.announce();
    if (this.#mutations.isTouched) this.#unfinishedAt = now;
    this.#write(slice);
    if (this.#unfinishedAt === 0) this.#chunks.finish(false);
  }

  #openSegment(): void {
    this.onkeyframe?.(true);
    this.#chunks.finish(false);
    this.#keyframe();
  }

  #scheduleChunk(): void {
    const finish = this.#guard(() => {
      this.#absences.tick(CHUNK_MILLIS);
      if (this.#unfinishedAt === 0) this.#write(new Slice());
      if (this.#unfinishedAt === 0 && this.#chunks.isSegmentDue) this.#openSegment();
      else this.#chunks.finish(false);
      this.#scheduleChunk();
    });
    this.#chunkTimer = natives.setTimeout(finish, CHUNK_MILLIS);
  }

  #end(reason: string): void {
    this.#flush();
    this.#check(true);
    this.#absences.exclude(false);
    this.#at(natives.now());
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
    this.#schedule.release();
    natives.clearTimeout(this.#chunkTimer);
    this.companion.stop();
    this.#observer.release();
    this.#realms.release();
    for (let index = 0; index < this.#undo.length; index++) this.#undo[index]!();
    this.#undo = [];
  }

  /** Calls an action on release, or now if that is over. */
  onrelease(action: () => void): void {
    if (this.#isOver) action();
    else this.#undo[this.#undo.length] = action;
  }

  #writeState(element: Element, name: string, traits: number): void {
    this.#noted.writeInTree(this.#batch, element);
    if (traits & Trait.SHEET) this.#sheets.writeInTree(element, name);
    else this.#state.writeInTree(element, name, traits);
    if (!(traits & Trait.FRAME)) return;
    this.onframed?.(element);
    if (this.#attachments.isForeign(element, name)) property(this.#batch, Property.Gap, 'cross-origin');
  }

  /** Records what a frame shows, unless it is in the recording. */
  readonly frameShows = (frame: Element): void => this.#roots.frameShows(frame);

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
