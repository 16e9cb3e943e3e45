/** The promises that `play()` has handed out and that nothing has answered yet. */

interface Pending {
  resolve: () => void;
  reject: (reason: DOMException) => void;
}

/** HTML's list of pending play promises. */
export class PlayPromises {
  #pending: Pending[] = [];

  /** Makes one more. */
  add(): Promise<void> {
    return new Promise((resolve, reject) => this.#pending.push({ resolve, reject }));
  }

  /** Takes those that wait now; the function returned resolves them, those and no later ones. */
  takeToResolve(): () => void {
    const taken = this.#take();
    return () => {
      for (const { resolve } of taken) resolve();
    };
  }

  /** Takes those that wait now; the function returned rejects them with a `DOMException` of that name. */
  takeToReject(name: string, message: string): () => void {
    const taken = this.#take();
    return () => {
      for (const { reject } of taken) reject(new DOMException(message, name));
    };
  }

  #take(): Pending[] {
    const taken = this.#pending;
    this.#pending = [];
    return taken;
  }
}
