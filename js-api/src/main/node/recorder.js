import { inspect } from "node:util";

/** @typedef {import("#node-surroundings").Surroundings} Surroundings */
/** @typedef {ReturnType<Parameters<Surroundings["running"]>[1]>} Ending */

/**
 * One call of a reducer's function: what it did, statement by statement, and how it ended.
 *
 * @typedef {{ name: string | null, args: string, steps: string[], ending: Ending | null }} Call
 */

/**
 * A mutation that was run: one call, or several of `mutateAll`.
 *
 * @typedef {object} Run
 * @property {string} id
 * @property {string | null} user
 * @property {Readonly<Record<string, unknown>>} claims
 * @property {number} timestamp
 * @property {Uint8Array} seed
 * @property {Call[]} calls
 */

/** Notes what a reducer does, so that it can be compared with what it does when it runs again. */
export class Recorder {
  /** @type {Run[]} in order */
  runs = [];
  /** @type {Call[]} in order */
  migrations = [];
  #seed;
  /** @type {string[]} of the call that is about to run, or runs */
  #steps = [];

  /** @param {() => Uint8Array} seed of the mutation that starts to run */
  constructor(seed) {
    this.#seed = seed;
  }

  /** @type {Surroundings["traced"]} */
  traced = (engine) => {
    /** @type {string[]} */
    const steps = (this.#steps = []);
    return {
      ...engine,
      run: (sql, params) => {
        steps.push(statement(sql, params));
        return engine.run(sql, params);
      },
      rows: (sql, params, rowsMax, arrays) => {
        steps.push(statement(sql, params));
        return engine.rows(sql, params, rowsMax, arrays);
      },
    };
  };

  /** @type {Surroundings["running"]} */
  running = ({ name, args, tx }, run) => {
    /** @type {Call} */
    const call = { name, args, steps: this.#steps, ending: null };
    if (name === null) this.migrations.push(call);
    else this.#runOf(tx).calls.push(call);
    return (call.ending = run());
  };

  /** @param {{ mutationId: string, user: string | null, claims: any, timestamp: number }} tx */
  #runOf({ mutationId: id, user, claims, timestamp }) {
    const last = this.runs.at(-1);
    if (last?.id === id) return last;
    /** @type {Run} */
    const run = { id, user, claims, timestamp, seed: Uint8Array.from(this.#seed()), calls: [] };
    this.runs.push(run);
    return run;
  }
}

/** @param {string} sql @param {unknown} params */
const statement = (sql, params) => (params == null ? sql : `${sql} with ${shown(params)}`);

/** The whole of a value in one line. @param {unknown} value */
export const shown = (value) =>
  inspect(value, { depth: 8, maxArrayLength: null, maxStringLength: null, breakLength: Infinity, compact: true });
