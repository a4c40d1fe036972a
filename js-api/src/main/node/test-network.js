import { Origin } from "./origin.js";
import { unwatched } from "./program.js";
import { checkedClaims, checkedTime, checkedUser, checkedWorld, loadedReducer, page as rules } from "./settings.js";
import { TestBed } from "./test-bed.js";
import { TestWorld } from "./test-world.js";
import { Wire } from "./wire.js";

/** @typedef {import("./settings.js").Given} Given */

/** Of no meaning: every device has a wire of its own to the one coordinator. */
const URL_OF_COORDINATOR = "ws://coordinator.test/sync";

/** @param {unknown} reducer @param {Record<string, unknown>} [options] */
export async function createTestNetwork(reducer, options = {}) {
  const { timestamp, seed } = checkedWorld(options, "createTestNetwork");
  const given = await loadedReducer(reducer, "createTestNetwork");
  const claims = new Map();
  const coordinator = new Origin({
    world: new TestWorld(timestamp, seed),
    surroundings: { ...unwatched(async () => given), claims: (user, said) => claims.get(user) ?? said },
  });
  return new TestNetwork(given, timestamp, seed, claims, coordinator, await coordinator.coordinator());
}

/** Devices and a coordinator in this process. */
class TestNetwork {
  /** @type {Map<string, { document: any, bed: TestBed, wire: Wire }>} by name, those that are open */
  #devices = new Map();
  /** Of devices that are open, or being opened. @type {Set<string>} */
  #names = new Set();
  /** How many there ever were. */
  #made = 0;
  #closed = false;
  #given;
  #now;
  #seed;
  #claims;
  #coordinator;
  #connect;

  /**
   * @param {Given} given
   * @param {number} now
   * @param {number} seed
   * @param {Map<string | null, string>} claims by user, encoded
   * @param {Origin} coordinator
   * @param {(link: import("./wire.js").Link) => void} connect
   */
  constructor(given, now, seed, claims, coordinator, connect) {
    this.#given = given;
    this.#now = now;
    this.#seed = seed;
    this.#claims = claims;
    this.#coordinator = coordinator;
    this.#connect = connect;
  }

  /**
   * @param {string} name
   * @param {{ user?: unknown, claims?: unknown, reducer?: unknown, offline?: unknown }} [options]
   */
  async device(name, options = {}) {
    if (this.#closed) throw rules.failure("closed", "The network is closed.");
    if (typeof name !== "string" || name === "")
      throw rules.invalid(`device() needs a name for the device; it got ${rules.kindOf(name)}.`);
    if (this.#names.has(name)) throw rules.invalid(`There is a device "${name}" already: take another name.`);
    const {
      user = name,
      claims,
      reducer,
      offline = false,
    } = rules.record(options, "The options of device() must be an object");
    if (typeof offline !== "boolean")
      throw rules.invalid(`\`offline\` must be true or false; it is ${rules.kindOf(offline)}.`);
    const checked = checkedUser(user);
    const said = checkedClaims(claims);
    if (said !== undefined) this.#claims.set(checked ?? null, said);
    const given = reducer === undefined ? this.#given : await loadedReducer(reducer, "device");
    this.#names.add(name);
    const wire = new Wire((link) => this.#connect(link));
    wire.online = !offline;
    const bed = new TestBed(given, {
      timestamp: this.#now,
      // The origin takes this number and the next.
      seed: this.#seed + 2 * ++this.#made,
      user: checked,
      claims: this.#claims,
      coordinator: { url: URL_OF_COORDINATOR, token: checked ?? "", WebSocket: wire.WebSocket },
    });
    const forget = () => {
      this.#devices.delete(name);
      this.#names.delete(name);
    };
    try {
      const document = deviceOf(bed, await bed.open(), wire, forget);
      this.#devices.set(name, { document, bed, wire });
      // It may have been set meanwhile.
      bed.world.now = this.#now;
      return document;
    } catch (error) {
      forget();
      throw error;
    }
  }

  /** @param {unknown} time */
  at(time) {
    this.#now = checkedTime(time, "time");
    for (const { bed } of this.#devices.values()) bed.world.now = this.#now;
    /** @type {TestWorld} */ (this.#coordinator.world).now = this.#now;
  }

  async settled() {
    const connected = [...this.#devices.values()].filter(
      ({ document, wire }) => wire.online && document.status.connection !== "disconnected",
    );
    // What one has sent has been decided after the first time, and is seen by all after the second.
    for (let i = 0; i < 2; i++) await Promise.all(connected.map(({ document }) => document.sync()));
  }

  async close() {
    this.#closed = true;
    const devices = [...this.#devices.values()];
    try {
      await Promise.all(devices.map(({ document }) => document.close()));
    } finally {
      for (const { bed } of devices) bed.origin.end();
      this.#coordinator.end();
    }
  }

  [Symbol.asyncDispose ?? Symbol.for("Symbol.asyncDispose")]() {
    return this.close();
  }
}

/**
 * @param {TestBed} bed
 * @param {any} handle
 * @param {Wire} wire
 * @param {() => void} closed
 */
function deviceOf({ page, origin }, handle, wire, closed) {
  class TestDevice extends page.SqlDocument {
    static name = "TestDevice";

    offline() {
      wire.goOffline();
    }

    online() {
      wire.online = true;
      origin.tellOnline();
    }

    async close() {
      try {
        await super.close();
      } finally {
        closed();
        origin.end();
      }
    }
  }
  return new /** @type {any} */ (TestDevice)(handle);
}
