import { clearImmediate, clearTimeout, setImmediate, setTimeout } from "node:timers";

/** Timers from which on a process may end. Shorter ones belong to work that is under way. */
const IDLE_MS = 1_000;

/** The timers of one page or engine; they end with it. What tests put in place of the global ones does not stop them. */
export class TimerSet {
  #next = 0;
  /** @type {Map<number, () => void>} how to clear each */
  #running = new Map();
  #over = false;

  /** @type {(task: () => void, milliseconds?: number) => number} */
  set = (task, milliseconds = 0) => {
    const id = ++this.#next;
    if (this.#over) return id;
    const run = () => {
      this.#running.delete(id);
      task();
    };
    // Node makes a millisecond of none.
    if (milliseconds <= 0) {
      const immediate = setImmediate(run);
      this.#running.set(id, () => clearImmediate(immediate));
    } else {
      const timer = setTimeout(run, milliseconds);
      if (milliseconds >= IDLE_MS) timer.unref();
      this.#running.set(id, () => clearTimeout(timer));
    }
    return id;
  };

  /** @type {(id?: number) => void} */
  clear = (id = 0) => {
    this.#running.get(id)?.();
    this.#running.delete(id);
  };

  end() {
    this.#over = true;
    for (const id of this.#running.keys()) this.clear(id);
  }
}
