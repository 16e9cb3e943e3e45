/**
 * The flush: what was touched is read and written, after a paint, as far as a slice goes.
 *
 * The parts of the recorder note what was touched, and ask for a flush. All of
 * it has the time at which its first slice begins; what is left waits for the
 * slices that follow. A keyframe is a flush of everything.
 */

import { type Absences, writeAbsence } from './absence.js';
import type { Addresses } from './addresses.js';
import { isSmall } from './amount.js';
import type { Batch } from './batch.js';
import { CHUNK_MILLIS, type Chunks, SLICE_CHUNK_BYTES } from './chunks.js';
import { Command } from './command.js';
import type { Interaction } from './interaction.js';
import { findScrolled } from './late-scroll.js';
import type { Mutations } from './mutations.js';
import { natives } from './natives.js';
import type { NodeTable } from './nodes.js';
import type { RootObserver } from './observer.js';
import type { PaceOptions } from './options.js';
import { Pace } from './pace.js';
import { type Page, writeHead } from './page.js';
import type { RecordedRoots } from './recorded-roots.js';
import { Schedule } from './schedule.js';
import type { Secrets } from './secrets.js';
import type { Sheets } from './sheets.js';
import { firstSlice, restSlice, Slice, wholly } from './slice.js';
import type { StateReader } from './state.js';
import type { Walker } from './walk.js';

/** A change comes alone when nothing was read for so long, in milliseconds. */
const ALONE_MILLIS = 100;

/** What of the recorder is flushed, in its order, and what is told of it. */
export interface FlushParts {
  readonly top: Document;
  /** The monotonic clock at the recording's zero. */
  readonly zero: number;
  readonly batch: Batch;
  readonly nodes: NodeTable;
  readonly walker: Walker;
  readonly mutations: Mutations;
  readonly state: StateReader;
  readonly sheets: Sheets;
  readonly interaction: Interaction;
  readonly page: Page;
  readonly addresses: Addresses;
  readonly observer: RootObserver;
  readonly roots: RecordedRoots;
  readonly absences: Absences;
  readonly chunks: Chunks;
  /** Calls an action unless the recording is over; what it throws ends the recording. */
  guard<A extends unknown[]>(action: (...args: A) => void): (...args: A) => void;
  /** Is told when there is more to be read than one slice. */
  onmuch(): void;
  /** Is told when changes of the page have been written. */
  onchanged(): void;
  /** Is told of each keyframe, when it is whole, and before it if it is not the first. */
  onkeyframe(isBefore: boolean): void;
}

/** Writes what was touched. */
export class Flusher {
  /** What finds secrets that the page repeats, where the level needs it. */
  secrets: Secrets | undefined;
  /** Whether the root was replaced, so that only a keyframe can tell. */
  needsKeyframe = false;
  /** Whether the page may have been scrolled before the recorder came. */
  mayBeScrolled = false;
  readonly #pace: Pace;
  readonly #schedule: Schedule;
  #isOver = false;
  #isWalking = false;
  #flushedAt = 0;
  /** The time of a flush of which slices are left; 0: none are. */
  #unfinishedAt = 0;
  /** Whether the page has changed since then. */
  #hasGoneOn = false;
  #chunkTimer = 0;
  /** What is written once no slices are left. */
  #waiting: ((batch: Batch) => void)[] = [];

  constructor(
    private readonly parts: FlushParts,
    pace: PaceOptions,
  ) {
    const { top, mutations, guard } = parts;
    this.#pace = new Pace(pace);
    this.#schedule = new Schedule(
      top,
      () => {
        const { isMuch } = mutations;
        if (isMuch) parts.onmuch();
        return isMuch;
      },
      guard(() => this.write(this.isUnfinished ? restSlice() : new Slice())),
      this.#pace,
    );
  }

  /** Whether slices of a flush are left. */
  get isUnfinished(): boolean {
    return this.#unfinishedAt !== 0;
  }

  /** Takes note of changes of the document. */
  note(records: MutationRecord[]): void {
    const { mutations } = this.parts;
    const isAlone = !mutations.isTouched && natives.now() - this.#flushedAt > ALONE_MILLIS;
    this.secrets?.note(records);
    mutations.note(records);
    // A small change that comes alone is read at once: at its own time, for less than a frame's callback costs.
    if (isAlone && isSmall(records) && this.#pace.owedMillis <= 0 && !this.secrets?.isTyped) this.flush();
    else this.request();
  }

  /** Ends it: nothing is written any more. */
  release(): void {
    this.#isOver = true;
    this.#schedule.release();
    natives.clearTimeout(this.#chunkTimer);
  }

  /** Writes all that happened, as far as a slice goes, unless slices are left already. Says whether it is whole. */
  settle(): boolean {
    this.parts.guard(() => {
      if (this.#unfinishedAt === 0) this.write(new Slice());
    })();
    return this.#unfinishedAt === 0;
  }

  /**
   * Writes something between two flushes; what is ordered comes after all that happened before.
   *
   * The rest waits while slices are left: till then a mark may not be known that holds for it.
   */
  outside(action: (batch: Batch) => void, isOrdered: boolean): void {
    this.parts.guard(() => {
      if (isOrdered) this.flush();
      else if (!this.settle()) {
        this.#waiting[this.#waiting.length] = action;
        return;
      }
      this.at(natives.now());
      action(this.parts.batch);
      this.parts.batch.flush();
      this.parts.chunks.finishIfLarge();
    })();
  }

  /** Writes what comes after all that happened before; while slices of that are left, it waits for them. */
  tell(action: (batch: Batch) => void): void {
    this.parts.guard(() => {
      if (this.settle()) this.outside(action, true);
      else this.parts.interaction.tell(action);
    })();
  }

  /** Writes the time of what follows. */
  readonly at = (millis: number): void => {
    this.parts.batch.command(Command.AT);
    this.parts.batch.wide(Math.max(Math.round((millis - this.parts.zero) * 1000), 0));
  };

  /** Asks for a flush at the next good time. */
  request(): void {
    if (this.#isOver || this.#isWalking) return;
    if (this.#unfinishedAt === 0) this.#schedule.request();
    else this.#hasGoneOn = true;
  }

  /** Writes everything that was touched. */
  readonly flush = (): void => {
    this.write(wholly());
    // What was touched while slices were written has its own time.
    if (this.parts.mutations.isTouched) this.write(wholly());
  };

  /** Writes what was touched, as far as a slice goes, and counts what that takes. */
  write(slice: Slice): void {
    const begun = natives.now();
    this.#writeSlice(slice);
    this.#pace.spend(this.parts.chunks.bytes, begun);
  }

  /** Writes what was touched, as far as a slice goes. The rest has the same time: no state between two slices was painted. */
  #writeSlice(given: Slice): void {
    const { batch, nodes, mutations, state, sheets, interaction, page, observer, chunks } = this.parts;
    this.#schedule.cancel();
    if (this.#isOver || this.#isWalking) return;
    observer.drain();
    const slice = mutations.isOutrun ? wholly() : given;
    this.secrets?.tell(slice);
    batch.rules?.look(mutations.renew);
    const isRest = this.#unfinishedAt !== 0;
    const flushedAt = this.#flushedAt;
    this.#flushedAt = natives.now();
    const now = this.#unfinishedAt || this.#flushedAt;
    if (!isRest && interaction.isReady) interaction.flush(batch, this.at);
    this.at(now);
    if (!isRest && this.#schedule.isHeld) {
      this.#schedule.isHeld = false;
      writeAbsence(batch, now - flushedAt, this.#pace.reason);
    }
    page.flush(batch);
    const isWhole = this.#writeMutation(slice);
    this.#unfinishedAt = isWhole ? 0 : now;
    if (!isWhole) {
      batch.flush();
      this.parts.onmuch();
      chunks.finishIfLarge(SLICE_CHUNK_BYTES);
      this.#schedule.requestRest(now);
      return;
    }
    interaction.flush(batch, this.at);
    if (isRest && this.#hasGoneOn) {
      this.at(this.#flushedAt);
      writeAbsence(batch, this.#flushedAt - now, 'sliced');
    }
    this.#hasGoneOn = false;
    interaction.flushSelection(batch);
    batch.flush();
    nodes.endKeyframe();
    if (chunks.endKeyframe()) {
      const found = this.parts.guard((element: Element) => state.touchScroll(element));
      if (this.mayBeScrolled && sheets.isLate) findScrolled(observer, found);
      sheets.isLate = false;
      this.parts.roots.forgetUnread();
      this.#pace.restart();
      this.parts.onkeyframe(false);
    }
    const waiting = this.#waiting;
    if (waiting.length > 0) {
      this.#waiting = [];
      this.at(natives.now());
      for (let index = 0; index < waiting.length; index++) waiting[index]!(batch);
      batch.flush();
    }
    this.parts.onchanged();
    if (mutations.isTouched) this.request();
    if (this.needsKeyframe) this.openSegment();
    else chunks.finishIfLarge();
  }

  /** Writes what changed in the document. `false`: the slice is over, and there is more. */
  #writeMutation(slice: Slice): boolean {
    const { batch, mutations, addresses, sheets, state } = this.parts;
    const hasState = addresses.isTouched || sheets.isTouched || state.isTouched;
    if (!hasState && !mutations.isTouched) return true;
    batch.command(Command.MUTATION);
    const before = batch.position;
    let isWhole = true;
    this.#isWalking = true;
    try {
      if (mutations.isTouched) isWhole = mutations.flush(slice);
      if (isWhole) {
        addresses.flush();
        sheets.flush();
        state.flush();
      }
    } finally {
      this.#isWalking = false;
    }
    if (batch.position === before) batch.takeBack();
    else batch.command(Command.MUTATION_END);
    return isWhole;
  }

  /** Writes the page, as far as a slice goes; the rest waits as if it were added to the page now. */
  keyframe(): void {
    const { top, batch, nodes, walker, mutations, sheets, interaction, page, chunks } = this.parts;
    const slice = firstSlice(top, this.secrets?.isPending === true);
    const isNew = nodes.next === 1 || this.needsKeyframe;
    this.needsKeyframe = false;
    const now = natives.now();
    this.at(now);
    writeHead(batch, page, interaction, nodes, top);
    nodes.beginKeyframe();
    chunks.beginKeyframe();
    this.#isWalking = true;
    try {
      walker.walk(top, mutations, slice, true);
      sheets.writeInKeyframe(nodes.next);
    } finally {
      this.#isWalking = false;
    }
    batch.flush();
    // Before it was walked, no node had an id that the keyframe's head could have named.
    if (isNew) interaction.announce();
    if (mutations.isTouched) this.#unfinishedAt = now;
    this.write(slice);
    if (this.#unfinishedAt === 0) chunks.finish(false);
  }

  /** Begins a segment: with a keyframe, in a chunk of its own. */
  openSegment(): void {
    this.parts.onkeyframe(true);
    this.parts.chunks.finish(false);
    this.keyframe();
  }

  /** Makes chunks from time to time, and segments when they are due. */
  scheduleChunk(): void {
    const { chunks, absences, guard } = this.parts;
    const finish = guard(() => {
      absences.tick(CHUNK_MILLIS);
      if (this.#unfinishedAt === 0) this.write(new Slice());
      if (this.#unfinishedAt === 0 && chunks.isSegmentDue) this.openSegment();
      else chunks.finish(false);
      this.scheduleChunk();
    });
    this.#chunkTimer = natives.setTimeout(finish, CHUNK_MILLIS);
  }
}
