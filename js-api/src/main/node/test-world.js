import { SeededRandom } from "./seeded-random.js";

/** Time and chance of one origin in a test. */
export class TestWorld {
  /** Milliseconds since the epoch. */
  now;
  /** What becomes the seeds of mutations, while it is given: 8 bytes. @type {Uint8Array | null} */
  armed = null;
  /** What the engine took last, 8 bytes: the seed, when a mutation starts to run. */
  taken = new Uint8Array(8);
  #page;
  #engine;

  /** @param {number} now @param {number} seed it takes this one and the next */
  constructor(now, seed) {
    this.now = now;
    this.#page = new SeededRandom(seed);
    this.#engine = new SeededRandom(seed + 1);
  }

  clock = () => this.now;

  /** @template {ArrayBufferView} T @param {T} view @returns {T} */
  pageChance = (view) => this.#page.fill(view);

  /**
   * The engine takes 8 bytes at a time, and what it takes for a mutation right before it runs is its seed.
   *
   * @template {ArrayBufferView} T
   * @param {T} view
   * @returns {T}
   */
  engineChance = (view) => {
    this.#engine.fill(view);
    if (view.byteLength !== this.taken.length) return view;
    const bytes = new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
    if (this.armed !== null) bytes.set(this.armed);
    this.taken.set(bytes);
    return view;
  };
}
