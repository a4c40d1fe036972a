import { compare, contentOf } from "./replay.js";
import { checkedClaims, checkedTime, checkedUser, checkedWorld, loadedReducer, page as rules } from "./settings.js";
import { TestBed } from "./test-bed.js";

/** @typedef {import("./settings.js").Given} Given */
/** @typedef {import("./test-bed.js").BedOptions} BedOptions */

/** @param {unknown} reducer @param {Record<string, unknown>} [options] */
export async function createTestDocument(reducer, options = {}) {
  const { timestamp, seed } = checkedWorld(options, "createTestDocument");
  const user = checkedUser(options.user);
  const claims = new Map();
  const said = checkedClaims(options.claims);
  if (said !== undefined) claims.set(user ?? null, said);
  const file = options.database === undefined ? undefined : await rules.fileBytes(options.database);
  const schemaVersion = rules.checkedSchemaVersion(options.schemaVersion);
  const given = await loadedReducer(reducer, "createTestDocument");
  const settings = { timestamp, seed, user, claims, file, schemaVersion };
  const bed = new TestBed(given, settings);
  return documentOf(bed, await bed.open(), given, settings);
}

/**
 * @param {TestBed} bed
 * @param {any} first
 * @param {Given} given
 * @param {BedOptions} settings
 */
function documentOf(bed, first, given, settings) {
  const { page, origin, world } = bed;

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

    /** @param {string | null} user @param {{ claims?: unknown }} [options] */
    as(user, options = {}) {
      this.#handle.checkOpen();
      if (user !== null && typeof user !== "string")
        throw page.invalid(`as() needs the name of a user, or null; it got ${page.kindOf(user)}.`);
      const said = checkedClaims(page.record(options, "The options of as() must be an object").claims);
      if (said !== undefined) settings.claims.set(user, said);
      return new TestDocument(bed.handleOf(checkedUser(user ?? undefined)));
    }

    /** @param {unknown} time */
    at(time) {
      world.now = checkedTime(time, "time");
    }

    async replay() {
      await this.flush();
      const runs = [...bed.recorder.runs];
      const migrations = [...bed.recorder.migrations];
      const claims = new Map();
      const again = new TestBed(given, { ...settings, claims });
      const document = new page.SqlDocument(await again.open());
      const handles = new Map();
      try {
        for (const run of runs) {
          claims.set(run.user, page.encodeValue(run.claims, "claims"));
          await runAgain(again, run, handles);
        }
        compare({
          migrations,
          migrationsAgain: again.recorder.migrations,
          runs,
          runsAgain: again.recorder.runs,
          content: await contentOf(/** @type {any} */ (this)),
          contentAgain: await contentOf(document),
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
  const { world, session } = bed;
  world.now = timestamp;
  world.armed = seed;
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
    world.armed = null;
  }
}
