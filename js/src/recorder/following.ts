/**
 * Follows the page from the first keyframe on: reads what was touched, and writes it, in time and within the pace.
 *
 * It is loaded once the first chunk is on its way, so that no site waits for it. What was noted until then it is told
 * of in order. It owns no listener and no hook: the recorder has them all from the start.
 *
 * Nothing is read before a frame was painted, and all at once when the page is left.
 */

import { Absences } from './absence.js';
import { isSmall } from './amount.js';
import type { Batch, FollowingModule } from './batch.js';
import { findFrames, writeCheck } from './check.js';
import { Command } from './command.js';
import { Companion } from './companion.js';
import { writeAbsence, writeEnd } from './facts.js';
import { findScrolled } from './late-scroll.js';
import { Mutations } from './mutations.js';
import { natives } from './natives.js';
import { Noted } from './noted.js';
import { Pace } from './pace.js';
import type { Property } from './property.js';
import type { Recorder } from './recorder.js';
import { Schedule } from './schedule.js';
import { firstSlice, Slice, wholly } from './slice.js';
import { touchAttribute, touchContent } from './touched.js';

/** A change comes alone when nothing was read for so long, in milliseconds. */
const ALONE_MILLIS = 100;
/** A chunk is made at least this often while there is something to put in, in milliseconds. */
const CHUNK_MILLIS = 5_000;
/** Between two slices a chunk is made of less: one of more would take too long. */
const SLICE_CHUNK_BYTES = 48 << 10;

/** Follows the page of a recorder until that is over. */
export class Following {
  readonly #batch: Batch;
  readonly #mutations: Mutations;
  readonly #schedule: Schedule;
  readonly #absences: Absences;
  readonly #pace: Pace;
  /** Fetches and keeps bytes, for the modules that are loaded on demand too. */
  readonly companion: Companion;
  readonly noted = new Noted();
  #chunkTimer = 0;
  #needsKeyframe = false;
  #flushedAt = 0;
  /** The time of a flush of which slices are left; 0: none are. */
  #unfinishedAt = 0;
  /** Whether the page has changed since then. */
  #hasGoneOn = false;

  constructor(
    module: FollowingModule,
    private readonly recorder: Recorder,
  ) {
    const { batch, nodes, walker, attachments, state, sheets, addresses, top, guard } = recorder;
    this.#batch = batch;
    this.#pace = new Pace(recorder.options.pace);
    const writeSlice = guard(() => this.#write(new Slice()));
    this.#schedule = new Schedule(top, () => this.#mutations.isMuch, writeSlice, this.#pace);
    this.companion = new Companion(
      (action) => this.outside(action, false),
      (url) => sheets.giveText(url),
      nodes,
    );
    this.#mutations = new Mutations(batch, nodes, walker, {
      isLive: (node) => attachments.isLive(node, top),
      attached: (node) =>
        natives.nodeType(node) === 1 ? attachments.below(node as Element) : attachments.hostOf(node),
      lastAttached: (element) => attachments.lastOf(element),
      canMove: (id, parent) => module.can_move(id, parent) !== 0,
      onattribute: (element, name) => touchAttribute(state, sheets, addresses, element, name),
      oncontent: (element) => touchContent(state, sheets, addresses, element),
      onforget: (node) => recorder.roots.forget(node),
    });
    this.#absences = new Absences(natives.now, (millis, reason) => {
      recorder.at(natives.now());
      writeAbsence(batch, millis, reason);
    });
  }

  /** Begins: writes what was noted, of a keyframe that was taken then and may not be whole. */
  begin(keyframeAt: number): void {
    const { notes, hasGoneOn, isExcluded } = this.recorder;
    if (isExcluded) this.exclude(true, keyframeAt);
    // Of a page that is read in slices the rest has the keyframe's time.
    if (notes.left.length > 0) {
      this.#unfinishedAt = keyframeAt;
      this.#hasGoneOn = hasGoneOn;
    }
    notes.join(this.#mutations);
    // This task has loaded what is here: the rest of a large page is for another one.
    if (this.#unfinishedAt !== 0) this.#schedule.requestRest(keyframeAt);
    else {
      this.#write(new Slice());
      if (hasGoneOn) {
        this.recorder.at(this.#flushedAt);
        writeAbsence(this.#batch, this.#flushedAt - keyframeAt, 'loading');
      }
    }
    this.check(false);
    this.#scheduleChunk();
  }

  /** Notes what the observer tells of. */
  note(records: MutationRecord[]): void {
    const isAlone = !this.#mutations.isTouched && natives.now() - this.#flushedAt > ALONE_MILLIS;
    this.#mutations.note(records);
    // A small change that comes alone is read at once: at its own time, for less than a frame's callback costs.
    if (isAlone && isSmall(records) && this.#pace.owedMillis <= 0 && !this.recorder.secrets?.isTyped) this.#flush();
    else this.recorder.request();
  }

  /** Asks for a flush. */
  request(): void {
    if (this.#unfinishedAt === 0) this.#schedule.request();
    else this.#hasGoneOn = true;
  }

  /** Asks for one because of what the visitor did: that keeps its own time, and nothing is lost of it while slices are left. */
  requestFacts(): void {
    if (this.#unfinishedAt === 0) this.recorder.request();
  }

  /** Notes that the page is one that is left out from now on, or no longer. */
  exclude(isExcluded: boolean, sinceMillis = natives.now()): void {
    this.companion.isPaused = isExcluded;
    this.#absences.exclude(isExcluded, sinceMillis);
  }

  /** Notes that the document is another one now, which only a keyframe can tell. */
  noteOther(): void {
    this.#needsKeyframe = true;
  }

  /** Notes attributes that have changed without any observer's telling. */
  noteAttributes(element: Element, names: string[]): void {
    this.#mutations.noteAttributes(element, names);
    this.recorder.request();
  }

  /** Writes a property of elements, and again in every keyframe. */
  noteProperty(key: Property, texts: Map<Element, string>): void {
    this.noted.set(key, texts);
    this.outside((batch) => this.noted.write(batch, this.recorder.nodes, key, texts), false);
  }

  /** Notes that the page is back from the browser's cache. */
  come(): void {
    this.#absences.tick(CHUNK_MILLIS);
  }

  /** Has readers compare their document with what the page is by now; `isLast`: and not again later. */
  check(isLast: boolean): void {
    const { options, observer, attachments, nodes, walker, top, guard, frameShows } = this.recorder;
    if (options.checkMillis === 0) return;
    observer.each((root) => findFrames(root, attachments, frameShows));
    this.outside((batch) => writeCheck(batch, nodes, walker, attachments, top), true);
    if (!isLast)
      natives.setTimeout(
        guard(() => this.check(false)),
        options.checkMillis,
      );
  }

  /** Writes something between two flushes; what is ordered comes after all that happened before. */
  outside(action: (batch: Batch) => void, isOrdered: boolean): void {
    this.recorder.guard(() => {
      if (isOrdered || this.#unfinishedAt === 0) this.#flush();
      this.recorder.at(this.#unfinishedAt || natives.now());
      action(this.#batch);
      this.#batch.flush();
      this.recorder.chunks.finishIfLarge();
    })();
  }

  /** Writes what comes after all that happened before; while slices of that are left, it waits for them. */
  tell(action: (batch: Batch) => void): void {
    this.recorder.guard(() => {
      if (this.#unfinishedAt === 0) this.#write(new Slice());
      if (this.#unfinishedAt === 0) this.outside(action, true);
      else this.recorder.interaction.tell(action);
    })();
  }

  /** Writes everything that was touched. */
  #flush(): void {
    this.#write(wholly());
    // What was touched while slices were written has its own time.
    if (this.#mutations.isTouched) this.#write(wholly());
  }

  /** Writes everything, and makes a chunk of it. */
  finish(): void {
    this.#flush();
    this.recorder.chunks.finish(false);
  }

  /** Writes what was touched, as far as a slice goes, and counts what that takes. */
  #write(slice: Slice): void {
    const begun = natives.now();
    this.#writeSlice(slice);
    this.#pace.spend(this.recorder.chunks.bytes, begun);
  }

  /** Writes what was touched, as far as a slice goes. The rest has the same time: no state between two slices was painted. */
  #writeSlice(slice: Slice): void {
    const { recorder } = this;
    const { interaction, chunks, nodes, page, state, sheets, observer, roots, at } = recorder;
    const batch = this.#batch;
    this.#schedule.cancel();
    if (recorder.isOver || recorder.isWalking) return;
    observer.drain();
    recorder.secrets?.tell();
    batch.rules?.look(this.#mutations.renew);
    const isRest = this.#unfinishedAt !== 0;
    const flushedAt = this.#flushedAt;
    this.#flushedAt = natives.now();
    const now = this.#unfinishedAt || this.#flushedAt;
    if (!isRest && interaction.isReady) interaction.flush(batch, at);
    at(now);
    if (!isRest && this.#schedule.isHeld) {
      this.#schedule.isHeld = false;
      writeAbsence(batch, now - flushedAt, this.#pace.reason);
    }
    page.flush(batch);
    const isWhole = this.#writeMutation(slice);
    this.#unfinishedAt = isWhole ? 0 : now;
    if (!isWhole) {
      batch.flush();
      chunks.finishIfLarge(SLICE_CHUNK_BYTES);
      this.#schedule.requestRest(now);
      return;
    }
    interaction.flush(batch, at);
    if (isRest && this.#hasGoneOn) {
      at(this.#flushedAt);
      writeAbsence(batch, this.#flushedAt - now, 'sliced');
    }
    this.#hasGoneOn = false;
    interaction.flushSelection(batch);
    batch.flush();
    nodes.endKeyframe();
    if (chunks.endKeyframe()) {
      const found = recorder.guard((element: Element) => state.touchScroll(element));
      if (recorder.mayBeScrolled && sheets.isLate) findScrolled(observer, found);
      sheets.isLate = false;
      roots.forgetUnread();
      this.#pace.restart();
      recorder.onkeyframe?.(false);
    }
    for (let index = 0; index < recorder.onchanged.length; index++) recorder.onchanged[index]!(interaction.hovered);
    if (this.#mutations.isTouched) recorder.request();
    if (this.#needsKeyframe) this.#openSegment();
    else chunks.finishIfLarge();
  }

  /** Writes what changed in the document. `false`: the slice is over, and there is more. */
  #writeMutation(slice: Slice): boolean {
    const { recorder } = this;
    const { addresses, sheets, state } = recorder;
    const batch = this.#batch;
    const hasState = addresses.isTouched || sheets.isTouched || state.isTouched;
    if (!hasState && !this.#mutations.isTouched) return true;
    batch.command(Command.MUTATION);
    const before = batch.position;
    let isWhole = true;
    recorder.isWalking = true;
    try {
      if (this.#mutations.isTouched) isWhole = this.#mutations.flush(slice);
      if (isWhole) {
        addresses.flush();
        sheets.flush();
        state.flush();
      }
    } finally {
      recorder.isWalking = false;
    }
    if (batch.position === before) batch.takeBack();
    else batch.command(Command.MUTATION_END);
    return isWhole;
  }

  #openSegment(): void {
    const { recorder } = this;
    recorder.onkeyframe?.(true);
    recorder.chunks.finish(false);
    this.#needsKeyframe = false;
    const slice = firstSlice(recorder.top);
    const now = recorder.writeKeyframe(this.#mutations, slice);
    if (this.#mutations.isTouched) this.#unfinishedAt = now;
    this.#write(slice);
    if (this.#unfinishedAt === 0) recorder.chunks.finish(false);
  }

  #scheduleChunk(): void {
    const { chunks, guard } = this.recorder;
    this.#chunkTimer = natives.setTimeout(
      guard(() => {
        this.#absences.tick(CHUNK_MILLIS);
        if (this.#unfinishedAt === 0) this.#write(new Slice());
        if (this.#unfinishedAt === 0 && chunks.isSegmentDue) this.#openSegment();
        else chunks.finish(false);
        this.#scheduleChunk();
      }),
      CHUNK_MILLIS,
    );
  }

  /** Writes everything, and that the recording is over. */
  end(reason: string): void {
    this.#flush();
    this.check(true);
    this.#absences.exclude(false);
    this.recorder.at(natives.now());
    writeEnd(this.#batch, reason);
  }

  /** Takes back what it has asked for. */
  release(): void {
    this.#schedule.release();
    natives.clearTimeout(this.#chunkTimer);
    this.companion.stop();
  }
}
