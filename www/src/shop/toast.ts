/** Short notes at the foot of the page, which leave by themselves. */

import { element, required } from '../site/element.ts';

const SHOWN_MILLIS = 2600;

/** Shows `text` for a moment. */
export function showToast(text: string): void {
  const toast = element('p', { class: 'toast' }, text);
  required('#toasts', HTMLElement).append(toast);
  setTimeout(() => {
    toast.classList.add('leaving');
    // No transition runs where motion is reduced, so its end is not waited for.
    setTimeout(() => toast.remove(), 300);
  }, SHOWN_MILLIS);
}
