/** Makes the elements that controls are made of. Text is only ever set as text: much of it comes from a recording. */

import { type IconName, icon } from './icons.ts';

/** Makes an element with a class, and what it holds. */
export function box<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  className: string,
  ...children: (Node | string)[]
): HTMLElementTagNameMap[Tag] {
  const made = document.createElement(tag);
  made.className = className;
  made.append(...children);
  return made;
}

/** Makes a button that shows an icon. `key` is its keyboard shortcut. */
export function iconButton(name: IconName, label: string, key: string, onclick: () => void): HTMLButtonElement {
  const button = box('button', 'button', icon(name));
  button.type = 'button';
  button.part.add('button');
  if (key) button.setAttribute('aria-keyshortcuts', key);
  relabel(button, label);
  button.addEventListener('click', onclick);
  return button;
}

/** Gives a button another label; its shortcut is named in the tooltip. */
export function relabel(button: HTMLElement, label: string): void {
  if (button.getAttribute('aria-label') === label) return;
  button.setAttribute('aria-label', label);
  const key = button.getAttribute('aria-keyshortcuts')?.split(' ')[0];
  button.title = key ? `${label} (${key})` : label;
}

/** Sets an element's text, and leaves it alone where it is the same. */
export function retext(element: HTMLElement, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}
