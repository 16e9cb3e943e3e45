/** Recordings that nobody made, and what the stage shows of them: a player must not trust a recorder. */

import { execFileSync } from 'node:child_process';
import type { Page } from '@playwright/test';
import { tool } from './support/tool.ts';

/** A node as `domreel dump` writes it, but for its id and depth. */
export type ForgedNode = [name: string, attributes?: Record<string, string>, ...children: (ForgedNode | string)[]];

/** An event as `domreel dump` writes it, with its time in milliseconds. */
export type ForgedEvent = [millis: number, event: Record<string, unknown>];

interface Forged {
  id: number;
  depth: number;
  [field: string]: unknown;
}

const namespaces: Record<string, string> = {
  svg: 'http://www.w3.org/2000/svg',
  math: 'http://www.w3.org/1998/Math/MathML',
};

/**
 * Lists a subtree with ids in document order, from `first` on.
 *
 * `svg|rect` is an element of that namespace; `#document` and `#shadow` are
 * what is attached to the element above; an attribute that begins with `.` is a
 * property.
 */
export function forgeTree(node: ForgedNode, first: number, depth = 0): Forged[] {
  const [qualified, attributes = {}, ...children] = node;
  const [prefix, local] = qualified.includes('|') ? qualified.split('|') : [undefined, qualified];
  const names = Object.keys(attributes);
  const plain = names.filter((name) => !name.startsWith('.'));
  const own: Forged = {
    id: first,
    depth,
    ...(qualified === '#document'
      ? { node: 'document', mode: 'standards' }
      : qualified === '#shadow'
        ? { node: 'shadow-root', open: true, delegates_focus: false, manual_slots: false }
        : {
            node: 'element',
            name: local,
            ...(prefix && { namespace: namespaces[prefix] ?? prefix }),
            attributes: plain.map((name) => ({ name, value: attributes[name] })),
          }),
    properties: names
      .filter((name) => name.startsWith('.'))
      .map((name) => [
        name.slice(1),
        /^\d+$/.test(attributes[name] ?? '') ? Number(attributes[name]) : attributes[name],
      ]),
  };
  const list = [own];
  for (const child of children) {
    const id = first + list.length;
    if (typeof child === 'string') list.push({ id, depth: depth + 1, node: 'text', text: child });
    else list.push(...forgeTree(child, id, depth + 1));
  }
  return list;
}

/** Makes a recording of a page and what happens to it. The document is node 1, `html` node 2. */
export function forge(
  html: ForgedNode,
  events: ForgedEvent[] = [],
  extra: Record<string, unknown> = {},
  mode = 'standards',
): Buffer {
  const tree = forgeTree(
    ['#document', { '.base-url': 'http://recorded.test/', '.url': 'http://recorded.test/' }, html],
    1,
  );
  tree[0]!.mode = mode;
  const view = { viewport: { width: 600, height: 400 } };
  const keyframe = { event: 'keyframe', tree, view, next_id: tree.length + 1, ...extra };
  const lines = [[0, keyframe] as ForgedEvent, ...events].map(([millis, event]) =>
    JSON.stringify({ at_micros: millis * 1000, event }),
  );
  return execFileSync(tool, ['encode'], { input: `${lines.join('\n')}\n` });
}

/** Returns a mutation of these operations. */
export const mutation = (...operations: Record<string, unknown>[]) => ({ event: 'mutation', operations });

/** Brings the stage to an instant, in seconds. */
export const seek = (page: Page, seconds: number) =>
  page.evaluate(async (to) => {
    const player = document.querySelector('domreel-player') as HTMLVideoElement;
    const seeked = new Promise((resolve) => player.addEventListener('seeked', resolve, { once: true }));
    player.currentTime = to;
    await seeked;
  }, seconds);

/** Asks something of the document on the stage. */
export const onStage = <T>(page: Page, ask: (document: Document, window: Window & typeof globalThis) => T) =>
  page.evaluate(
    `(${ask})(document.querySelector('domreel-player').stage.contentDocument, document.querySelector('domreel-player').stage.contentWindow)`,
  ) as Promise<T>;
