/** What happens to the tree before what reads it is there: noted in its order, and told then. */

import type { Mutations } from './mutations.js';
import type { Waits } from './walk.js';

/** What the mutations are told of while the page goes on. */
type Told = Pick<Mutations, 'note' | 'noteLater' | 'noteReplaced' | 'noteStale' | 'renew'>;

/** Stands for the mutations until they are there, and hands on to them from then on. */
export class EarlyNotes implements Told, Waits {
  #to: Told | undefined;
  #waiting: ((to: Told) => void)[] = [];
  readonly left: Node[] = [];

  /** Nothing waits to be moved into the first keyframe. */
  passesOver(): boolean {
    return false;
  }

  note(records: MutationRecord[]): void {
    this.#tell((to) => to.note(records));
  }

  noteLater(node: Node): void {
    this.#tell((to) => to.noteLater(node));
  }

  noteReplaced(document: Document): void {
    this.#tell((to) => to.noteReplaced(document));
  }

  noteStale(root: Node | null): void {
    if (root !== null) this.#tell((to) => to.noteStale(root));
  }

  readonly renew = (node: Node): void => {
    this.#tell((to) => to.renew(node));
  };

  /** Tells the mutations of all that waits, and of what comes at once. */
  join(mutations: Mutations): void {
    this.#to = mutations;
    for (let index = 0; index < this.left.length; index++) mutations.left[index] = this.left[index]!;
    this.left.length = 0;
    const waiting = this.#waiting;
    this.#waiting = [];
    for (let index = 0; index < waiting.length; index++) waiting[index]!(mutations);
  }

  #tell(action: (to: Told) => void): void {
    if (this.#to) action(this.#to);
    else this.#waiting[this.#waiting.length] = action;
  }
}
