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

/** Brings an element into the top layer, above all that is there; not if it is there already. */
export function enterTop(element: Element, kind: number): void {
  try {
    if (kind === Kind.Modal) {
      if (native.matches(element, ':modal')) return;
      const inert = native.hasAttribute(element, 'inert');
      if (!inert) native.setAttribute(element, 'inert', '');
      native.removeAttribute(element, '', 'open');
      showModal.call(element as HTMLDialogElement);
      if (!inert) native.removeAttribute(element, '', 'inert');
    } else if (kind === Kind.Popover) {
      if (!native.matches(element, ':popover-open')) showPopover.call(element as HTMLElement);
    } else {
      native.setAttribute(element, 'data-domreel-fullscreen', '');
    }
  } catch {
    // Not of a kind that can be there, or not in the document.
  }
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
    }
  } catch {
    // It was not there.
  }
}
