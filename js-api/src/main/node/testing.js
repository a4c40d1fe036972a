/** `sqlsync/testing`: documents in memory, for tests of reducers in Node. */
import { pathToFileURL } from "node:url";
import { SqlSyncError } from "./sqlsync.js";
import { Origin } from "./origin.js";
import { Recorder } from "./recorder.js";
import { compare, contentOf } from "./replay.js";
import { pin } from "./sandbox.js";

/** The clock of a test that sets none: 2025-01-01. */
const TIMESTAMP = Date.UTC(2025, 0, 1);
const SEED = 1;
const TIMESTAMP_MAX = 8.64e15;
/** In messages between page and engine; each origin has one reducer. */
const REDUCER = "sqlsync-test:reducer";

/** @typedef {{ user: string | undefined, timestamp: number, seed: number, file: Uint8Array | undefined, schemaVersion: number | undefined }} Settings */

/** A document in an origin of its own, over which a test has time, chance and users. */
class TestBed {
  /** @type {Origin} */
  origin;
  /** @type {Recorder} */
  recorder;
  page;
  session;
  #settings;

  /** @param {any} reducer @param {string} name @param {Settings} settings */
  constructor(reducer, name, settings) {
    this.#settings = settings;
    const recorder = (this.recorder = new Recorder(() => this.origin.taken));
    const { traced, running } = recorder;
    this.origin = new Origin({
      now: settings.timestamp,
      seed: settings.seed,
      surroundings: { reducer: async () => ({ reducer, name }), pin, traced, running },
    });
    this.page = this.origin.page();
    // So an error is also an instance of what the application knows.
    Object.setPrototypeOf(this.page.SqlSyncError.prototype, SqlSyncError.prototype);
    this.session = new this.page.Session({ namespace: "test" });
  }

  /** The first handle, once the document is there. */
  async open() {
    const { user, file, schemaVersion } = this.#settings;
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
    const options = this.page.checkedOpenOptions({ reducer: REDUCER, storage: "memory", user });
    return this.session.newHandle("test", options);
  }
}

/** @param {unknown} reducer @param {Record<string, unknown>} [options] */
export async function createTestDocument(reducer, options = {}) {
  const { page } = rulebook();
  const settings = await checked(page, options);
  const { given, name } = await loaded(page, reducer);
  const bed = new TestBed(given, name, settings);
  return documentOf(bed, await bed.open(), { given, name, settings });
}

/** @type {{ page: any } | undefined} */
let rules;
/** A page that opens nothing: checks and their errors. */
const rulebook = () => (rules ??= { page: checksOnly() });

function checksOnly() {
  const surroundings = { reducer: async () => ({ reducer: null, name: "" }), pin, traced: (/** @type {any} */ e) => e };
  const page = new Origin({ now: 0, seed: 0, surroundings: /** @type {any} */ (surroundings) }).page();
  Object.setPrototypeOf(page.SqlSyncError.prototype, SqlSyncError.prototype);
  return page;
}

/**
 * @param {any} page
 * @param {Record<string, unknown>} options
 * @returns {Promise<Settings>}
 */
async function checked(page, options) {
  const given = page.record(options, "The options of createTestDocument() must be an object");
  const { user, timestamp = TIMESTAMP, seed = SEED, database } = given;
  if (!Number.isSafeInteger(seed) || seed < 0)
    throw page.invalid(`\`seed\` must be an integer from 0; it is ${page.kindOf(seed)}.`);
  // It says what is wrong with the user, too.
  page.checkedOpenOptions({ reducer: REDUCER, user });
  return {
    user,
    seed,
    timestamp: checkedTime(page, timestamp, "timestamp"),
    file: database === undefined ? undefined : await page.fileBytes(database),
    schemaVersion: page.checkedSchemaVersion(given.schemaVersion),
  };
}

/** @param {any} page @param {unknown} time @param {string} name */
function checkedTime(page, time, name) {
  const given = time instanceof Date ? time.getTime() : time;
  if (Number.isSafeInteger(given) && Math.abs(/** @type {number} */ (given)) <= TIMESTAMP_MAX)
    return /** @type {number} */ (given);
  throw page.invalid(`\`${name}\` must be a Date, or whole milliseconds since 1970; it is ${page.kindOf(time)}.`);
}

/** @param {any} page @param {unknown} reducer */
async function loaded(page, reducer) {
  if (typeof reducer === "object" && reducer !== null && !(reducer instanceof URL))
    return { given: reducer, name: "given to createTestDocument()" };
  if (typeof reducer !== "string" && !(reducer instanceof URL)) {
    throw page.invalid(
      `createTestDocument() needs a reducer, { name, migrations, mutations }, or the URL of its module; it got ${page.kindOf(reducer)}.`,
    );
  }
  const url = new URL(reducer, pathToFileURL(`${process.cwd()}/`)).href;
  let module;
  try {
    module = await import(/* @vite-ignore */ url);
  } catch (cause) {
    const message = /** @type {Error} */ (cause).message.replace(/\.+$/, "");
    throw page.failure("reducer-load-failed", `The reducer ${url} could not be imported: ${message}.`, { cause });
  }
  if (!("default" in module)) {
    const sentence = `The reducer ${url} has no default export; export default { name, migrations, mutations }.`;
    throw page.failure("reducer-load-failed", sentence);
  }
  return { given: module.default, name: url };
}

/**
 * @param {TestBed} bed
 * @param {any} first
 * @param {{ given: any, name: string, settings: Settings }} made of what the document was made
 */
function documentOf(bed, first, made) {
  const { page, origin } = bed;

  class TestDocument extends page.SqlDocument {
    static name = "TestDocument";
    #handle;

    /** @param {any} handle */
    constructor(handle) {
      super(handle);
      this.#handle = handle;
    }

    /** Until it is open, that of the first. */
    get status() {
      return super.status ?? first.status;
    }

    /** @param {string | null} user */
    as(user) {
      this.#handle.checkOpen();
      if (user !== null && typeof user !== "string")
        throw page.invalid(`as() needs the name of a user, or null; it got ${page.kindOf(user)}.`);
      return new TestDocument(bed.handleOf(user ?? undefined));
    }

    /** @param {unknown} time */
    at(time) {
      origin.now = checkedTime(page, time, "time");
    }

    async replay() {
      await this.flush();
      const { runs, migrations } = bed.recorder;
      const done = [...runs];
      const again = new TestBed(made.given, made.name, made.settings);
      const document = new page.SqlDocument(await again.open());
      const handles = new Map();
      try {
        for (const run of done) await runAgain(again, run, handles);
        const [content, contentAgain] = [await contentOf(/** @type {any} */ (this)), await contentOf(document)];
        compare({
          migrations: [...migrations],
          migrationsAgain: again.recorder.migrations,
          runs: done,
          runsAgain: again.recorder.runs,
          content,
          contentAgain,
        });
      } finally {
        again.origin.end();
      }
    }

    async close() {
      try {
        await super.close();
      } finally {
        if (this.#handle === first) origin.end();
      }
    }
  }
  return new TestDocument(first);
}

/**
 * One after the other, each with the number, the time and the seed that it had.
 *
 * @param {TestBed} bed
 * @param {import("./recorder.js").Run} run
 * @param {Map<string | null, any>} handles by user
 */
async function runAgain(bed, { id, user, timestamp, seed, calls }, handles) {
  const { origin, session } = bed;
  origin.now = timestamp;
  origin.armed = seed;
  session.nextMutation = () => Number(id.slice(id.lastIndexOf("-") + 1));
  if (!handles.has(user)) handles.set(user, bed.handleOf(user ?? undefined));
  try {
    await handles.get(user).mutate(
      calls.map(({ name, args }) => [name, args]),
      true,
    );
  } catch (error) {
    // One that is refused was refused before, or is noted as different.
    if (/** @type {any} */ (error).code !== "mutation-rejected") throw error;
  } finally {
    origin.armed = null;
  }
}
