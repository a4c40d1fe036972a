/** The memory of a WebAssembly module. Views of it are made again whenever it has grown. */
export class SqliteMemory {
  #memory;
  #bytes = new Uint8Array(0);
  #signed = new Int8Array(0);
  #ints = new Int32Array(0);
  #encoder = new TextEncoder();
  // A text may begin with U+FEFF: it is not a mark of its encoding.
  #decoder = new TextDecoder("utf-8", { ignoreBOM: true });

  /** @param {WebAssembly.Memory} memory */
  constructor(memory) {
    this.#memory = memory;
  }

  #renew() {
    const { buffer } = this.#memory;
    this.#bytes = new Uint8Array(buffer);
    this.#signed = new Int8Array(buffer);
    this.#ints = new Int32Array(buffer);
  }

  /** All of it, until the next call into the module. */
  get bytes() {
    if (this.#bytes.length === 0) this.#renew();
    return this.#bytes;
  }

  size() {
    return this.bytes.length;
  }

  /** @param {number} at */
  getByte(at) {
    return this.bytes[at];
  }

  /** @param {number} at */
  getInt(at) {
    if (this.#ints.length === 0) this.#renew();
    return this.#ints[at >> 2];
  }

  /**
   * @param {number} at
   * @param {number} value
   */
  putInt(at, value) {
    if (this.#ints.length === 0) this.#renew();
    this.#ints[at >> 2] = value;
  }

  /**
   * @param {number} at
   * @param {Int8Array} to a byte[] of Java
   * @param {number} offset
   * @param {number} length
   */
  read(at, to, offset, length) {
    if (this.#signed.length === 0) this.#renew();
    to.set(this.#signed.subarray(at, at + length), offset);
  }

  /**
   * @param {number} at
   * @param {Int8Array} from a byte[] of Java
   * @param {number} offset
   * @param {number} length
   */
  write(at, from, offset, length) {
    if (this.#signed.length === 0) this.#renew();
    this.#signed.set(length === from.length ? from : from.subarray(offset, offset + length), at);
  }

  /**
   * @param {number} at
   * @param {number} length
   * @param {number} value
   */
  fill(at, length, value) {
    this.bytes.fill(value, at, at + length);
  }

  /**
   * @param {number} at
   * @param {Uint8Array} from
   */
  writeBytes(at, from) {
    this.bytes.set(from, at);
  }

  /**
   * A text of `length` bytes. Short ones in ASCII are read by hand: the decoder costs more to call.
   *
   * @param {number} at
   * @param {number} length
   */
  readText(at, length) {
    const { bytes } = this;
    const end = at + length;
    if (length < 24) {
      let text = "";
      let i = at;
      while (i < end && bytes[i] < 0x80) text += String.fromCharCode(bytes[i++]);
      if (i === end) return text;
    }
    return this.#decoder.decode(bytes.subarray(at, end));
  }

  /**
   * Writes a text where there is room for three bytes a char, and says how many it took.
   *
   * @param {number} at
   * @param {string} text
   */
  writeText(at, text) {
    const { bytes } = this;
    const { length } = text;
    if (length < 64) {
      let i = 0;
      for (let c; i < length && (c = text.charCodeAt(i)) < 0x80; i++) bytes[at + i] = c;
      if (i === length) return length;
    }
    return this.#encoder.encodeInto(text, bytes.subarray(at, at + 3 * length)).written;
  }
}
