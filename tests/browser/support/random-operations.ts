/**
 * Random operations on a page's tree, the same for the same seed.
 *
 * Runs in the page. Works on a pool of nodes, attached and detached, in the
 * document and in shadow roots, and on what it added a moment ago.
 */

/** What to do. */
export interface Plan {
  seed: number;
  /** How many operations. */
  operations: number;
  /** Whether to wait for a recorder, and to take turns with the slices in which it reads, instead of waiting for frames. */
  takesTurns?: boolean;
}

/** Does the operations in batches, over many frames. It uses nothing outside itself, so that it can be run in a page. */
export async function operateAtRandom({ seed, operations, takesTurns }: Plan): Promise<void> {
  const MAX_NODES = 300;
  let state = seed;
  /** A number from 0 up to, and without, `below`. */
  const random = (below: number): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
  const one = <T>(list: ArrayLike<T>): T => list[random(list.length)]!;
  const home = document.getElementById('home')!;
  const tags = ['div', 'p', 'span', 'ul', 'li', 'b', 'x-y', 'section'];
  const names = ['class', 'title', 'data-a', 'hidden', 'lang'];
  const words = ['one', 'two', 'three', 'a longer run of words', '', '😀', ' '];
  /** Nodes that the operations know: attached, detached, or below something detached. */
  const pool: Node[] = [];
  const roots: ParentNode[] = [home];
  /** What was made since the last pause. */
  let fresh: Node[] = [];
  let made = 0;

  const keep = <T extends Node>(node: T): T => {
    pool.push(node);
    fresh.push(node);
    if (pool.length > 2 * MAX_NODES) pool.splice(0, MAX_NODES);
    return node;
  };
  const element = (): Element => {
    const node = keep(document.createElement(one(tags)));
    if (random(2)) node.setAttribute(one(names), `${made++}`);
    if (random(2)) node.append(text());
    if (random(4) === 0) node.append(element());
    return node;
  };
  const text = (): Node =>
    keep(random(6) ? document.createTextNode(`${one(words)}${made++}`) : document.createComment('comment'));
  const node = (): Node => {
    const from = fresh.length > 0 && random(3) === 0 ? fresh : pool;
    return from.length > 0 && random(5) ? one(from) : random(2) ? element() : text();
  };
  const attached = (): Element => {
    const all = one(roots).querySelectorAll('*');
    return all.length > 0 ? one(all) : home;
  };
  /** A place below which something can be put: mostly attached, sometimes in a shadow root, sometimes detached. */
  const parent = (): Node & ParentNode => {
    const chance = random(10);
    if (chance === 0) return home;
    if (chance < 3) return one(roots) as Node & ParentNode;
    if (chance === 3) return element();
    const picked = chance < 6 ? node() : attached();
    return picked.nodeType === 1 ? (picked as Element) : home;
  };
  const childOf = (place: Node): Node | null =>
    place.childNodes.length > 0 && random(4) ? one(place.childNodes) : null;

  const actions: (() => void)[] = [
    () => {
      const place = parent();
      place.insertBefore(node(), childOf(place));
    },
    () => {
      const place = parent();
      place.insertBefore(node(), childOf(place));
    },
    () => parent().append(element(), text(), element()),
    () => parent().prepend(node(), node()),
    () => parent().append(one(fresh.length > 0 ? fresh : [element()])),
    () => {
      // Two nodes change places.
      const [a, b] = [attached(), attached()];
      const mark = document.createTextNode('');
      a.replaceWith(mark);
      b.replaceWith(a);
      mark.replaceWith(b);
    },
    () => attached().remove(),
    () => {
      const gone = attached();
      gone.remove();
      if (random(2)) parent().append(gone);
    },
    () => {
      const inner = attached();
      const frame = element();
      inner.replaceWith(frame);
      frame.append(inner);
    },
    () => {
      const outer = attached();
      outer.replaceWith(...outer.childNodes);
    },
    () => {
      attached().innerHTML = `<i>${made++}</i>words<p title="${made}"><b>deep</b></p>`;
    },
    () => attached().replaceChildren(node(), text()),
    () => {
      const { childNodes } = attached();
      for (const child of [...childNodes].reverse()) child.parentNode?.append(child);
    },
    () => {
      const picked = node();
      if (picked.nodeType === 3) (picked as Text).data = `${one(words)}${made++}`;
      else attached().append(`${made++}`);
    },
    () => {
      const picked = node();
      if (picked.nodeType === 3 && (picked as Text).length > 2) (picked as Text).splitText(1);
      else attached().normalize();
    },
    () => attached().setAttribute(one(names), `${one(words)}${made++}`),
    () => attached().removeAttribute(one(names)),
    () => {
      const host = attached();
      if (host.shadowRoot || !/^(div|p|span|section|x-y)$/.test(host.localName) || roots.length > 12) return;
      const root = host.attachShadow({ mode: 'open' });
      roots.push(root);
      root.append(element(), document.createElement('slot'));
    },
    () => {
      const fragment = document.createDocumentFragment();
      fragment.append(element(), node(), element());
      parent().append(fragment);
    },
    () => {
      // A move that keeps the state of what is moved, where the browser has it.
      const place = attached() as Element & { moveBefore?(node: Node, before: Node | null): void };
      place.moveBefore?.(attached(), childOf(place));
    },
  ];

  const act = (): void => {
    try {
      one(actions)();
    } catch (error) {
      // A node cannot stand below itself, nor a comment's child anywhere: what the page may not do it does not.
      if (!(error instanceof DOMException)) throw error;
    }
    for (const root of roots) {
      const all = root.querySelectorAll('*');
      if (all.length > MAX_NODES) all[random(all.length)]!.remove();
    }
  };

  // The page answers some of its own mutations from inside an observer.
  let answers = 0;
  type Scheduler = { postTask(action: () => void, options: { priority: string }): Promise<void> };
  const { scheduler } = globalThis as unknown as { scheduler: Scheduler };
  const turn = () => scheduler.postTask(() => undefined, { priority: 'background' });
  while (takesTurns && !(Symbol.for('domreel.running') in globalThis)) await turn();
  const observer = new MutationObserver(() => {
    if (answers++ < 2) act();
  });
  observer.observe(home, { subtree: true, childList: true, attributes: true, characterData: true });
  home.append(element(), element(), element());
  for (let done = 0; done < operations; ) {
    const batch = 1 + random(12);
    for (let index = 0; index < batch && done < operations; index++, done++) act();
    answers = 0;
    const pause = random(4);
    if (pause > 0) fresh = [];
    if (pause === 1) await null;
    if (takesTurns) await turn();
    else for (let frame = 1; frame < pause; frame++) await new Promise(requestAnimationFrame);
  }
  observer.disconnect();
}
