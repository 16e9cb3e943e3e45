/** Short notes at the foot of the page, which leave by themselves. */

import { element, required } from '../site/element.ts';

const SHOWN_MILLIS = 2600;

/** Shows `text` for a moment. */
export function showToast(text: string): void {
  const toast = element('p', { class: 'toast' }, text);
  const toasts = required('#toasts', HTMLElement);
  toasts.append(toast);
  // Opened last, it lies above a dialog that is open.
  if (toasts.matches(':popover-open')) toasts.hidePopover();
  toasts.showPopover();
  setTimeout(() => {
    toast.classList.add('leaving');
    // No transition runs where motion is reduced, so its end is not waited for.
    setTimeout(() => {
      toast.remove();
      if (toasts.childElementCount === 0) toasts.hidePopover();
    }, 300);
  }, SHOWN_MILLIS);
}
