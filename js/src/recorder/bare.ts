/** Objects that inherit nothing: pages add to `Object.prototype`, and what is added must not be taken for an entry. */

const { setPrototypeOf } = Object;

/** Takes an object's prototype away, and returns it. */
export function bare<T extends object>(entries: T): T {
  return setPrototypeOf(entries, null) as T;
}
