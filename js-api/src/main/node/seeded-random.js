/** Bytes that look random and are the same for the same seed: splitmix32 over a counter for each of two halves of the seed. */
export class SeededRandom {
  #low;
  #high;

  /** @param {number} seed a safe integer */
  constructor(seed) {
    this.#low = seed | 0;
    this.#high = Math.floor(seed / 2 ** 32) | 0;
  }

  #next() {
    this.#low = (this.#low + 0x9e3779b9) | 0;
    this.#high = (this.#high + 0x85ebca6b) | 0;
    return mixed(mixed(this.#low) ^ this.#high);
  }

  /**
   * @template {ArrayBufferView} T
   * @param {T} view
   * @returns {T}
   */
  fill(view) {
    const bytes = new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
    for (let i = 0; i < bytes.length; i += 4) {
      const word = this.#next();
      for (let j = i; j < Math.min(i + 4, bytes.length); j++) bytes[j] = word >>> (8 * (j - i));
    }
    return view;
  }
}

/** @param {number} word */
function mixed(word) {
  word = Math.imul(word ^ (word >>> 16), 0x21f0aaad);
  word = Math.imul(word ^ (word >>> 15), 0x735a2d97);
  return word ^ (word >>> 15);
}
