/** The markers of a recording as a list that seeks, and that follows the playhead. */

import { timecode } from '../site/amount.ts';
import { element } from '../site/element.ts';
import type { Marker, Player } from './player.ts';

/** More than this many would make a list that nobody reads. */
const MOST_SHOWN = 1000;

const KINDS: Record<string, string> = {
  click: 'Click',
  input: 'Input',
  navigation: 'Went to',
  page: 'Page',
  custom: 'Mark',
  error: 'Error',
};

export class MarkerList {
  readonly #player: Player;
  readonly #section: HTMLElement;
  readonly #list: HTMLElement;
  #shown: readonly Marker[] = [];
  #buttons: HTMLButtonElement[] = [];
  #current = -1;

  constructor(player: Player, section: HTMLElement, list: HTMLElement) {
    this.#player = player;
    this.#section = section;
    this.#list = list;
  }

  /** Shows the player's markers as they are now; new ones come while a recording loads. */
  update(): void {
    const markers = this.#player.markers ?? [];
    if (markers.length === this.#shown.length) return;
    this.#shown = markers.slice(0, MOST_SHOWN);
    this.#buttons = this.#shown.map((marker) => this.#button(marker));
    this.#list.replaceChildren(...this.#buttons.map((button) => element('li', {}, button)));
    this.#section.hidden = this.#buttons.length === 0;
    this.#current = -1;
    this.follow();
  }

  /** Highlights the last marker at or before the playhead. */
  follow(): void {
    const now = (this.#player.currentTime ?? 0) + 0.001;
    const after = this.#shown.findIndex(({ time }) => time > now);
    const current = (after < 0 ? this.#shown.length : after) - 1;
    if (current === this.#current) return;
    this.#buttons[this.#current]?.removeAttribute('aria-current');
    const button = this.#buttons[current];
    button?.setAttribute('aria-current', 'true');
    if (button && this.#list.scrollHeight > this.#list.clientHeight) {
      this.#list.scrollTop = button.offsetTop - this.#list.offsetTop - this.#list.clientHeight / 2;
    }
    this.#current = current;
  }

  #button({ time, kind, label }: Marker): HTMLButtonElement {
    const word = KINDS[kind] ?? kind;
    const detail = kind === 'navigation' ? shortAddress(label) : label;
    const says = detail && detail.toLowerCase() !== word.toLowerCase() ? `${word}: ${detail}` : word;
    const button = element(
      'button',
      { type: 'button' },
      element('span', { class: 'timecode' }, timecode(time)),
      element('span', { class: 'kind', 'data-kind': kind }),
      element('span', { class: 'label', title: label }, says),
    );
    button.addEventListener('click', () => {
      this.#player.currentTime = time;
    });
    return button;
  }
}

/** The address without its origin, and without the stand-ins of query values that were masked. */
function shortAddress(address: string): string {
  if (!URL.canParse(address)) return address;
  const { pathname, search, hash } = new URL(address);
  return `${pathname}${search}${hash}`.replace(/~[0-9a-f]{8}\b/g, '…');
}
