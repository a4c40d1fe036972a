/** State that several components show: its source is started by the first of them and ended after the last. */

/**
 * @template S
 * @typedef {Map<string, Source<S>>} Sources
 */

/**
 * Starts a source. `set` takes the next state, never before this has returned; what is returned ends it.
 *
 * @template S
 * @typedef {(set: (state: S) => void, source: Source<S>) => () => void} Begin
 */

/** @template S */
export class Source {
  /** What the components that were rendered last gave it. @type {unknown} */
  latest;
  /** What components wait for that are not mounted yet. @type {{ promise: Promise<void>, release: () => void } | undefined} */
  waiting;
  /** @type {Set<() => void>} */
  #listeners = new Set();
  #sources;
  #key;
  #end;

  /**
   * @param {Sources<S>} sources holds it while it lasts
   * @param {string} key
   * @param {S} state until `begin` sets another one
   * @param {Begin<S>} begin
   */
  constructor(sources, key, state, begin) {
    this.#sources = sources;
    this.#key = key;
    this.state = state;
    sources.set(key, this);
    this.#end = begin((next) => {
      this.state = next;
      for (const listener of [...this.#listeners]) listener();
    }, this);
  }

  /**
   * @param {() => void} listener
   * @returns {() => void} removes the listener. The last one ends the source, in a microtask: strict mode removes a component's
   *     listeners and adds them again, and a new component may take the place of an old one.
   */
  subscribe(listener) {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
      queueMicrotask(() => {
        if (this.#listeners.size > 0 || this.#sources.get(this.#key) !== this) return;
        this.#sources.delete(this.#key);
        this.#end();
      });
    };
  }
}

/**
 * @template S
 * @param {Sources<S>} sources
 * @param {string} key
 * @param {S} state
 * @param {Begin<S>} begin
 */
export const sourceOf = (sources, key, state, begin) => sources.get(key) ?? new Source(sources, key, state, begin);
