/** Half a minute in all. What comes after a ping has a moment more, as a page that was frozen hears of time before it hears messages. */
const SILENCE_MS = [10_000, 19_000, 1_000];

/**
 * Notices that a worker which was asked says nothing any more. One that is alive, however slow its answer is, answers a ping: only a
 * loop without an end does not.
 */
export class Watchdog {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  /** How many of the periods have passed in silence. */
  #silent = 0;
  #owner;

  /** @param {{ waiting: () => boolean, ping: () => void, silent: () => void }} owner */
  constructor(owner) {
    this.#owner = owner;
  }

  sent() {
    if (this.#timer !== undefined) return;
    this.#silent = 0;
    this.#wait();
  }

  heard() {
    this.#silent = -1;
  }

  stop() {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #wait() {
    this.#timer = setTimeout(() => this.#passed(), SILENCE_MS[this.#silent]);
  }

  #passed() {
    if (!this.#owner.waiting()) return this.stop();
    if (++this.#silent === SILENCE_MS.length) return this.#owner.silent();
    this.#wait();
    if (this.#silent === 1) this.#owner.ping();
  }
}
