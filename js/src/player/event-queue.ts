/**
 * The queue of a media element's tasks: events fire in the order in which
 * they were queued, each in a task of its own, never inside the call that
 * caused them.
 *
 * It knows nothing of media. What a task does is the caller's affair.
 */

/** Runs a function in a task of its own. Handed in, so that tests own the time. */
export type PostTask = (run: () => void) => void;

interface Task {
  run: () => void;
  /** What must happen even if the queue is cleared first: the promises that wait for this task. */
  settle?: (() => void) | undefined;
}

/** A queue of tasks that can be forgotten as one. */
export class EventQueue {
  #tasks: Task[] = [];
  readonly #post: PostTask;

  constructor(post: PostTask) {
    this.#post = post;
  }

  /** Queues `run`. When it runs, and also if it is forgotten, `settle` is called after it. */
  add(run: () => void, settle?: () => void): void {
    const task = { run, settle };
    this.#tasks.push(task);
    this.#post(() => {
      if (this.#tasks.includes(task)) this.#runUntil(task);
    });
  }

  /** Runs all that is queued, in a task of the caller's own. */
  drain(): void {
    const last = this.#tasks.at(-1);
    if (last) this.#runUntil(last);
  }

  /** Runs what is queued up to this task, unless all is forgotten meanwhile. */
  #runUntil(last: Task): void {
    for (let task = this.#tasks.shift(); task; task = task === last ? undefined : this.#tasks.shift()) {
      try {
        task.run();
      } finally {
        task.settle?.();
      }
    }
  }

  /** Forgets every task; the promises that waited for one are settled at once. */
  clear(): void {
    const forgotten = this.#tasks;
    this.#tasks = [];
    for (const task of forgotten) task.settle?.();
  }
}

interface Scheduler {
  postTask?(run: () => void, options: { priority: 'user-blocking' }): Promise<void>;
}
const { scheduler } = globalThis as { scheduler?: Scheduler };

let channel: MessageChannel | undefined;
const posted: (() => void)[] = [];

/**
 * Posts a task to the page's event loop, without the clamping and throttling that timers suffer.
 *
 * Where the browser can, it comes before the next painting: who waits for `seeked` does not wait for that.
 */
export const postTask: PostTask = (run) => {
  if (scheduler?.postTask) {
    void scheduler.postTask(run, { priority: 'user-blocking' });
    return;
  }
  if (!channel) {
    channel = new MessageChannel();
    channel.port1.onmessage = () => posted.shift()?.();
  }
  posted.push(run);
  channel.port2.postMessage(null);
};
