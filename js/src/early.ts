/**
 * The early stub: a classic script that a page may inline before all others.
 *
 * It takes the platform as it is before anybody changes it, keeps the closed
 * shadow roots, contexts, fonts, registered properties and texts of constructed style sheets that scripts make
 * before the recorder has loaded, and the rules that they hold, and waits. Without a recorder it costs a few
 * wrapped methods and nothing else.
 */

import { EARLY_KEY, type Early } from './recorder/left-early.js';
import { captureNatives, hasPage } from './recorder/natives.js';

/** Rules that are kept for the recorder, at most: a page that reads all of its rules holds none. */
const MAX_HELD = 500;

const registry = globalThis as unknown as Record<symbol, Early | undefined>;

if (hasPage && !registry[EARLY_KEY]) {
  const natives = captureNatives();
  const early: Early = {
    natives,
    closedRoots: new WeakMap(),
    internals: new WeakMap(),
    texts: new WeakMap(),
    edited: new WeakSet(),
    held: new Set(),
    fonts: new WeakMap(),
    properties: [],
    contexts: new WeakMap(),
  };
  Object.defineProperty(globalThis, EARLY_KEY, { value: early });

  const after = (
    prototype: object,
    name: string,
    action: (receiver: never, args: unknown[], result: never) => void,
  ): void => {
    const known = Object.getOwnPropertyDescriptor(prototype, name);
    const method = known?.value as ((...args: unknown[]) => unknown) | undefined;
    if (!method) return;
    const hook = {
      [name](this: unknown, ...args: unknown[]) {
        const result = Reflect.apply(method, this, args);
        action(this as never, args, result as never);
        return result;
      },
    }[name]!;
    Object.defineProperty(hook, 'length', { value: method.length, configurable: true });
    Object.defineProperty(prototype, name, { ...known, value: hook });
  };

  after(Element.prototype, 'attachShadow', (host: Element, _args, root: ShadowRoot) => {
    if (root.mode === 'closed') early.closedRoots.set(host, root);
  });
  after(HTMLElement.prototype, 'attachInternals', (element: Element, _args, internals: ElementInternals) => {
    early.internals.set(element, internals);
  });
  after(HTMLCanvasElement.prototype, 'getContext', (canvas: HTMLCanvasElement, _args, context: RenderingContext) => {
    early.contexts.set(canvas, context);
  });
  const Sheet = CSSStyleSheet.prototype;
  const replaced = (sheet: CSSStyleSheet, args: unknown[]): void => void early.texts.set(sheet, String(args[0]));
  const edited = (sheet: CSSStyleSheet): void => {
    early.texts.delete(sheet);
    early.edited.add(sheet);
  };
  after(Sheet, 'replaceSync', replaced);
  after(Sheet, 'replace', replaced);
  after(Sheet, 'insertRule', edited);
  after(Sheet, 'deleteRule', edited);

  // What a script has asked of a rule it may hold, and change at any time.
  const hold = ({ prototype }: { prototype: CSSRule }, name: string): void => {
    const known = Object.getOwnPropertyDescriptor(prototype, name);
    const ask = known?.get;
    if (!ask) return;
    const hook = {
      get [name](): unknown {
        const result: unknown = Reflect.apply(ask, this, []);
        if (early.held.size < MAX_HELD) early.held.add(this as unknown as CSSRule);
        return result;
      },
    };
    Object.defineProperty(prototype, name, { ...known, get: Object.getOwnPropertyDescriptor(hook, name)!.get });
  };
  hold(CSSStyleRule, 'style');
  hold(CSSStyleRule, 'styleMap');
  hold(CSSKeyframeRule, 'style');
  hold(CSSMediaRule, 'media');

  after(CSS, 'registerProperty', (_css, [definition]) => {
    early.properties.push({ ...(definition as PropertyDefinition) });
  });

  // A font does not tell what it was made of, and the page may use the bytes for something else.
  const { FontFace } = globalThis;
  if (FontFace) {
    FontFace.prototype.constructor = globalThis.FontFace = new Proxy(FontFace, {
      construct(target, args: ConstructorParameters<typeof FontFace>, self) {
        const face = Reflect.construct(target, args, self) as FontFace;
        const source = args[1] as string | ArrayBuffer;
        const { buffer, byteOffset, byteLength } = source as unknown as Uint8Array<ArrayBuffer>;
        const kept = buffer?.slice(byteOffset, byteOffset + byteLength) ?? source.slice(0);
        early.fonts.set(face, typeof kept === 'string' ? kept : new Uint8Array(kept));
        return face;
      },
    });
  }
}
