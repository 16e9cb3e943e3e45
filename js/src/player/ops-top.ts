/**
 * The top layer: modal dialogs, popovers, fullscreen elements.
 *
 * Opening a dialog takes the focus of the whole tab with it, so it is opened
 * inert: then there is nothing in it to focus.
 */

import * as native from './stage-native.ts';

const enum Kind {
  Modal = 1,
  Popover = 2,
  Fullscreen = 3,
}

const dialog = globalThis.HTMLDialogElement?.prototype ?? {};
const { showModal, close } = dialog;
const { showPopover, hidePopover } = globalThis.HTMLElement?.prototype ?? {};

/** Elements that became popovers in order to be fullscreen. */
const fullscreen = new WeakSet<Element>();

/**
 * Brings an element into the top layer, above all that is there; not if it is there already.
 *
 * A popover is opened by `invoker`; `null`: by none, `undefined`: by what looks like it.
 */
export function enterTop(element: Element, kind: number, invoker: Node | null | undefined): void {
  try {
    if (kind === Kind.Modal) {
      if (native.matches(element, ':modal')) return;
      const inert = native.hasAttribute(element, 'inert');
      if (!inert) native.setAttribute(element, 'inert', '');
      native.removeAttribute(element, '', 'open');
      showModal.call(element as HTMLDialogElement);
      if (!inert) native.removeAttribute(element, '', 'inert');
    } else if (kind === Kind.Popover) {
      if (native.matches(element, ':popover-open')) return;
      const source = invoker === undefined ? invokerOf(element) : invoker;
      showPopover.call(element as HTMLElement, source ? { source: source as HTMLElement } : undefined);
    } else {
      native.setAttribute(element, 'data-domreel-fullscreen', '');
      if (native.matches(element, ':root')) return;
      // What would be seen through it becomes its own ground: that is less than to make a popover of it.
      if (isOnBlack(element)) native.setAttribute(element, 'data-domreel-fullscreen', 'black');
      if (!needsTopLayer(element)) return;
      // Nothing else comes into the top layer without the visitor's hand. A popover of the page's own stays one.
      if (!native.hasAttribute(element, 'popover')) {
        native.setAttribute(element, 'popover', 'manual');
        fullscreen.add(element);
      }
      if (!native.matches(element, ':popover-open')) showPopover.call(element as HTMLElement);
    }
  } catch {
    // Not of a kind that can be there, or not in the document.
  }
}

/** Returns what opens a popover by a click or a look at it: that is where it stands, unless the page says otherwise. */
function invokerOf(popover: Element): HTMLElement | undefined {
  const id = native.getAttribute(popover, 'id');
  if (!id) return undefined;
  const selector = ['popovertarget', 'commandfor', 'interestfor']
    .map((name) => `[${name}=${JSON.stringify(id)}]`)
    .join();
  const found = native.queryAll(native.getRootNode(popover), selector);
  const marked = ['focus', 'hover'].map((mark) =>
    found.find((one) => native.hasAttribute(one, `data-domreel-${mark}`)),
  );
  return (marked[0] ?? marked[1] ?? found[0]) as HTMLElement | undefined;
}

/** Takes an element from the top layer. */
export function leaveTop(element: Element, kind: number): void {
  try {
    if (kind === Kind.Modal) {
      if (native.matches(element, ':modal')) close.call(element as HTMLDialogElement);
    } else if (kind === Kind.Popover) {
      if (native.matches(element, ':popover-open')) hidePopover.call(element as HTMLElement);
    } else {
      native.removeAttribute(element, '', 'data-domreel-fullscreen');
      if (fullscreen.delete(element)) native.removeAttribute(element, '', 'popover');
    }
  } catch {
    // It was not there.
  }
}

/** Says whether an element has no ground of its own, and what is behind it on the whole screen is black. */
function isOnBlack(element: Element): boolean {
  const owner = native.ownerDocument(element);
  const view = owner && native.defaultView(owner);
  if (view?.getComputedStyle(element).backgroundColor !== 'rgba(0, 0, 0, 0)') return false;
  const { backgroundColor, backgroundImage, opacity } = view.getComputedStyle(element, '::backdrop');
  return backgroundColor === 'rgb(0, 0, 0)' && backgroundImage === 'none' && opacity === '1';
}

/** Says whether an element that is fixed to the viewport would not cover all that is there, and what is behind it. */
function needsTopLayer(element: Element): boolean {
  const owner = native.ownerDocument(element);
  const view = owner && native.defaultView(owner);
  if (!view) return false;
  const { backgroundColor } = view.getComputedStyle(element);
  if (!/^rgb\(/.test(backgroundColor)) return true;
  let at = native.parentNode(element);
  for (; at && !native.isDocument(at); at = native.isElement(at) ? native.parentNode(at) : (at as ShadowRoot).host) {
    if (native.isElement(at) && contains(view.getComputedStyle(at))) return true;
  }
  return false;
}

/** Says whether what is in an element of that style stands on a layer, or in a viewport, of its own. */
function contains(style: CSSStyleDeclaration): boolean {
  const { transform, filter, perspective, opacity, contain, willChange, position, zIndex, isolation } = style;
  return (
    [transform, filter, perspective, contain].some((value) => value !== 'none') ||
    (position !== 'static' && zIndex !== 'auto') ||
    opacity !== '1' ||
    willChange !== 'auto' ||
    isolation !== 'auto'
  );
}
