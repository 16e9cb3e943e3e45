/**
 * Frames of other origins whose pages record themselves, for the page around them. Loaded on demand.
 *
 * A frame says hello, and is answered only if its origin is on the site's list
 * and it is the window of a frame that is in the recording: with one end of a
 * channel of its own. What comes through it is the frame's recording, already
 * masked there; the joiner's module reads it as bytes that anybody may have
 * made, and gives commands, which pass this recording's mask too.
 */

import { wasm } from '#wasm/joiner';
import type { Batch } from './batch.js';
import { Command } from './command.js';
import type { Natives } from './natives.js';
import type { NodeTable } from './nodes.js';
import { Property } from './property.js';

/** What of the recorder is needed. */
export interface FrameHost {
  readonly batch: Batch;
  readonly nodes: NodeTable;
  readonly sheets: { nextId: number };
  /** The level: 0 is the strictest. */
  readonly mask: number;
  /** The monotonic clock at the recording's zero. */
  readonly zero: number;
  readonly natives: Natives;
  isMasked(element: Element): boolean;
  /** Returns where the viewport inside a frame begins in that of the page. */
  offsetOf(frame: Element): { x: number; y: number };
  /** Writes something between two flushes. */
  outside(action: () => void): void;
  guard<A extends unknown[]>(action: (...args: A) => void): (...args: A) => void;
}

/** Where the recorder tells of what happens to frames. */
export interface FrameEvents {
  eachRoot(action: (root: Document | ShadowRoot) => void): void;
  onframe: ((frame: Element) => void) | undefined;
  onkeyframe: ((isBefore: boolean) => void) | undefined;
  readonly onchanged: ((hovered: Element | null) => void)[];
  onrelease(action: () => void): void;
}

/** The functions of the joiner's module. */
interface Joiner {
  memory: WebAssembly.Memory;
  open_frame(): number;
  close_frame(frame: number): void;
  input_of(bytes: number): number;
  feed_frame(
    frame: number,
    element: number,
    node: number,
    sheet: number,
    left: number,
    top: number,
    shift: number,
    now: number,
  ): number;
  place_again(frame: number, element: number, node: number, sheet: number): void;
  root_of(frame: number): number;
  is_over(frame: number): number;
  pieces(): number;
  piece(index: number, what: number): number;
  next_id(what: number): number;
}

/** A frame whose page is recorded along. */
interface Joined {
  element: Element;
  port: MessagePort;
  frame: number;
  /** The element's id when the frame's document was put below it. */
  id: number;
  /** What is added to the frame's times, in microseconds. */
  shift: number;
}

/** One message may have so many bytes. */
const MAX_MESSAGE_BYTES = 16 << 20;
const FRAMES = 'iframe, frame';

/** Records frames of these origins along, until the recording ends. */
export function followFrames(host: FrameHost, events: FrameEvents, origins: readonly string[]): void {
  const { natives, nodes, sheets, batch } = host;
  const { Set } = natives;
  const frames = new Set<Joined>();
  let joiner: Joiner;

  /** Writes what the module has made. */
  const write = (): void => {
    const count = joiner.pieces();
    for (let index = 0; index < count; index++) {
      const part = (what: number): number => joiner.piece(index, what);
      const { buffer } = joiner.memory;
      batch.runMade(new Int32Array(buffer, part(0), part(1)), new Uint8Array(buffer, part(2), part(3)));
    }
    // What it has inserted has the highest ids.
    const next = joiner.next_id(0);
    if (nodes.next !== next) nodes.next = nodes.expected = next;
    sheets.nextId = joiner.next_id(1);
  };

  /** Takes a frame's document out, and says why it is not there; nothing is said of a frame that will be back at once. */
  const takeOut = (joined: Joined, gap: string | null): void => {
    const root = joiner.root_of(joined.frame);
    const id = nodes.id(joined.element);
    batch.command(Command.MUTATION);
    if (root !== 0) {
      batch.command(Command.REMOVE);
      batch.put(root);
    }
    if (gap !== null && id !== 0) {
      batch.command(Command.PROPERTY);
      batch.put(id);
      batch.command(Command.STRING);
      batch.put(Property.Gap);
      batch.string(gap);
    }
    batch.command(Command.MUTATION_END);
  };

  const forget = (joined: Joined): void => {
    frames.delete(joined);
    joiner.close_frame(joined.frame);
    joined.port.onmessage = null;
    joined.port.close();
  };

  /** Ends the recording of a frame, whose page stays. */
  const leave = (joined: Joined, gap: string): void => {
    takeOut(joined, gap);
    forget(joined);
  };

  const place = (joined: Joined): void => {
    joined.id = nodes.id(joined.element);
    joiner.place_again(joined.frame, joined.id, nodes.next, sheets.nextId);
    write();
  };

  const take = (joined: Joined, data: unknown): void => {
    if (!frames.has(joined)) return;
    host.outside(() => {
      const id = nodes.id(joined.element);
      if (id === 0) return forget(joined);
      if (!(data instanceof ArrayBuffer) || data.byteLength > MAX_MESSAGE_BYTES) return leave(joined, 'frame-failed');
      // The element was recorded anew since, by other rules.
      if (joined.id !== 0 && joined.id !== id) place(joined);
      joined.id = id;
      const bytes = new Uint8Array(data);
      new Uint8Array(joiner.memory.buffer).set(bytes, joiner.input_of(bytes.length));
      const { x, y } = host.offsetOf(joined.element);
      const now = (natives.now() - host.zero) * 1000;
      const { frame, shift } = joined;
      const [left, top] = [Math.round(x), Math.round(y)];
      const isFine = joiner.feed_frame(frame, id, nodes.next, sheets.nextId, left, top, shift, now);
      write();
      if (!isFine) leave(joined, 'frame-failed');
      else if (joiner.is_over(frame)) leave(joined, 'cross-origin');
    });
  };

  const elementOf = (source: MessageEventSource | null): Element | null => {
    let found: Element | null = null;
    if (source === null) return found;
    events.eachRoot((root) => {
      for (const element of natives.elementsIn(root, FRAMES) as Iterable<HTMLIFrameElement>) {
        if (element.contentWindow === source) found = element;
      }
    });
    return found;
  };

  const offer = async (element: Element, source: Window, origin: string): Promise<void> => {
    joiner ??= (await wasm()) as unknown as Joiner;
    if (isOver || nodes.id(element) === 0) return;
    // A page that says hello anew has taken the place of the one before it.
    for (const joined of frames) if (joined.element === element) host.outside(() => leave(joined, 'cross-origin'));
    const { port1, port2 } = new natives.MessageChannel();
    const joined: Joined = { element, port: port1, frame: joiner.open_frame(), id: 0, shift: 0 };
    frames.add(joined);
    port1.onmessage = host.guard((first: MessageEvent) => {
      // The first message tells the frame's zero, on the clock that both share.
      const zero = Number(first.data);
      if (zero > 0) joined.shift = (zero - (performance.timeOrigin + host.zero)) * 1000;
      port1.onmessage = host.guard((event: MessageEvent) => take(joined, event.data));
    });
    source.postMessage({ domreel: 'offer', mask: host.mask, isMasked: host.isMasked(element) }, origin, [port2]);
  };

  const heard = host.guard((event: MessageEvent) => {
    if (!origins.includes(event.origin) || event.data?.domreel !== 'hello') return;
    const element = elementOf(event.source);
    if (element !== null) offer(element, event.source as Window, event.origin).catch(() => undefined);
  });

  /** Asks a frame whose address is of a listed origin: its page may have said hello to nobody. */
  const ask = (element: Element): void => {
    let origin = '';
    try {
      origin = new natives.URL((element as HTMLIFrameElement).src).origin;
    } catch {
      return;
    }
    if (origins.includes(origin)) (element as HTMLIFrameElement).contentWindow?.postMessage({ domreel: 'ask' }, origin);
  };

  let isOver = false;
  natives.listen(window, 'message', heard);
  events.onrelease(() => {
    isOver = true;
    natives.unlisten(window, 'message', heard);
    for (const joined of frames) {
      joined.port.postMessage('over');
      forget(joined);
    }
  });
  events.onframe = (element) => {
    if (natives.matches(element, FRAMES)) ask(element);
  };
  events.onkeyframe = (isBefore) => {
    for (const joined of frames) {
      if (joined.id === 0) continue;
      if (isBefore) takeOut(joined, null);
      else place(joined);
    }
    batch.flush();
  };
  events.onchanged.push(() => {
    for (const joined of frames) {
      if (joined.id === 0) continue;
      const id = nodes.id(joined.element);
      // An element that left takes its page along; one that was recorded anew still shows it.
      if (id === 0) forget(joined);
      else if (id !== joined.id) place(joined);
    }
  });
  events.eachRoot((root) => {
    for (const element of natives.elementsIn(root, FRAMES)) ask(element);
  });
}
