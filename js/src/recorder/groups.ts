/** Groups of form controls: where one changes, others do. */

import { natives } from './natives.js';
import type { StateReader } from './state.js';

const { localName, parentNode, inputType, options, rootNode, elementsIn } = natives;

/** Touches a list and its options, by the list or one of its groups. */
export function touchOptions(state: StateReader, element: Element): void {
  const select = localName(element) === 'optgroup' ? parentNode(element) : element;
  if (select === null || localName(select as Element) !== 'select') return;
  state.touch(select);
  const list = options(select as HTMLSelectElement);
  for (let index = 0; index < list.length; index++) state.touch(list[index]!);
}

/** Touches what changes together with a control: options of a list, radio buttons beside each other. */
export function touchGroup(state: StateReader, element: Element): void {
  const name = localName(element);
  if (name === 'select') {
    touchOptions(state, element);
  } else if (name === 'input' && inputType(element as HTMLInputElement) === 'radio') {
    const radios = elementsIn(rootNode(element), 'input[type=radio]');
    for (let index = 0; index < radios.length; index++) state.touch(radios[index]!);
  }
}

/** Touches every control of a form. */
export function touchForm(state: StateReader, form: HTMLFormElement): void {
  const { elements } = form;
  for (let index = 0; index < elements.length; index++) {
    const element = elements[index]!;
    state.touch(element);
    if (localName(element) === 'select') touchOptions(state, element);
  }
}
