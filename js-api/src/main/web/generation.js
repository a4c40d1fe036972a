/**
 * Which of the origin's workers is the one to use: a worker that is found stuck is never used again, since a browser may keep it
 * beyond all tabs. Its number is shared by all tabs, and by those to come. Where there is no localStorage each page counts for itself
 * and comes to the same number.
 */
export class Generation {
  #key;
  #seen = 0;

  /** @param {string} namespace */
  constructor(namespace) {
    this.#key = `sqlsync/${namespace}/generation`;
  }

  get current() {
    try {
      const stored = Number(localStorage.getItem(this.#key));
      if (Number.isSafeInteger(stored) && stored > this.#seen) this.#seen = stored;
    } catch {
      // The browser keeps it from this page: what this page knows itself has to do.
    }
    return this.#seen;
  }

  /** @param {number} generation not to be used any more */
  condemn(generation) {
    this.#seen = Math.max(this.current, generation + 1);
    try {
      localStorage.setItem(this.#key, String(this.#seen));
    } catch {
      // As above.
    }
  }
}
