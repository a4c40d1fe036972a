import { Origin } from "./origin.js";
import { pageOf } from "./program.js";
import { Recorder } from "./recorder.js";
import { pin } from "./sandbox.js";
import { REDUCER } from "./settings.js";
import { TestWorld } from "./test-world.js";

/**
 * @typedef {object} BedOptions
 * @property {number} timestamp
 * @property {number} seed
 * @property {string} [user] of the first handle
 * @property {Map<string | null, string>} claims by user, encoded
 * @property {Uint8Array} [file] that the document is made of
 * @property {number} [schemaVersion] of the file
 * @property {{ url: string, token: string, WebSocket: unknown }} [coordinator]
 */

/** A document in an origin of its own, over which a test has time, chance and users. */
export class TestBed {
  world;
  /** @type {Origin} */
  origin;
  /** @type {Recorder} */
  recorder;
  page;
  session;
  #options;

  /** @param {import("./settings.js").Given} given @param {BedOptions} options */
  constructor(given, options) {
    this.#options = options;
    const world = (this.world = new TestWorld(options.timestamp, options.seed));
    const recorder = (this.recorder = new Recorder(() => world.taken));
    const { traced, running } = recorder;
    this.origin = new Origin({
      world,
      surroundings: {
        reducer: async () => given,
        pin,
        traced,
        running,
        claims: (user, said) => options.claims.get(user) ?? said,
      },
      WebSocket: options.coordinator?.WebSocket,
    });
    this.page = pageOf(this.origin);
    this.session = new this.page.Session({ namespace: "test" });
  }

  /** The first handle, once the document is there. */
  async open() {
    const { user, file, schemaVersion } = this.#options;
    const handle = this.#newHandle(user);
    try {
      await handle.open(undefined, file && { file, schemaVersion });
    } catch (error) {
      this.origin.end();
      throw error;
    }
    return handle;
  }

  /** A handle of another user, which opens by itself: what is asked of it waits until then. @param {string | undefined} user */
  handleOf(user) {
    const handle = this.#newHandle(user);
    // Where that fails, the handle is closed, and whatever is asked of it fails with the same error.
    handle.open(undefined).catch(() => {});
    return handle;
  }

  /** @param {string | undefined} user */
  #newHandle(user) {
    const { coordinator } = this.#options;
    const synced = coordinator && { coordinator: coordinator.url, token: coordinator.token };
    const options = this.page.checkedOpenOptions({ reducer: REDUCER, storage: "memory", user, ...synced });
    return this.session.newHandle("test", options);
  }
}
