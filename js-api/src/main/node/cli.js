#!/usr/bin/env node
/** The command `sqlsync`. */
import { join, relative, resolve } from "node:path";
import { parseArgs } from "node:util";
import { dev, DevFault } from "./dev.js";
import { rowTypes } from "./row-types.js";
import { buildReducer, ReducerFault, shown, stemOf, watchReducer, writeWhole } from "./reducer-build.js";

/** What `--help` says of each command. */
const USAGE = {
  "build-reducer": `sqlsync build-reducer FILE ... --out DIR [--watch] [--minify] [--allow GLOBAL ...]

  Makes of each FILE, in TypeScript or JavaScript, with all that it imports, one
  module DIR/NAME.js: for the URL that pages give to openDocument, and for the
  directory that the coordinator is started with. NAME is that of the file,
  without ".reducer". What would not run there is an error with its place.

  --watch    again whenever a file changes, until Ctrl-C
  --minify   for production
  --allow    a global that the file may name although a reducer cannot use it
`,
  types: `sqlsync types FILE [--out FILE] [--kysely] [--allow GLOBAL ...]

  Writes the types of the rows of a reducer's tables, as its migrations leave
  them: to a file, else to the standard output. A primary key is taken to be NOT
  NULL, and integers to fit a number.

  --kysely   marks what Kysely may leave out of an insert
`,
  dev: `sqlsync dev [--reducers DIR] [--data DIR] [--reset] [--port PORT]
            [--coordinator-jar PATH] [-- ARGUMENTS FOR VITE]

  Runs the coordinator, which needs Java 17, and the project's Vite, until
  Ctrl-C. The coordinator lets everybody in, and is started again when a reducer
  in its directory changes.

  --reducers          where it takes reducers from (default: reducers)
  --data              where it keeps documents (default: .sqlsync)
  --reset             deletes these documents first
  --port              where it listens (default: 8787)
  --coordinator-jar   its jar; else SQLSYNC_COORDINATOR_JAR names it, or it is
                      that of the npm package @sqlsync/coordinator
`,
};

/** Arguments that do not fit. */
class Misused extends Error {}

/** @typedef {NonNullable<import("node:util").ParseArgsConfig["options"]>} Options */

/** @type {Options} */
const BUILD_OPTIONS = {
  out: { type: "string" },
  watch: { type: "boolean" },
  minify: { type: "boolean" },
  allow: { type: "string", multiple: true },
};

/** @type {Options} */
const TYPES_OPTIONS = {
  out: { type: "string" },
  kysely: { type: "boolean" },
  allow: { type: "string", multiple: true },
};

/** @type {Options} */
const DEV_OPTIONS = {
  reducers: { type: "string" },
  data: { type: "string" },
  reset: { type: "boolean" },
  port: { type: "string" },
  "coordinator-jar": { type: "string" },
};

/** @param {string[]} args */
async function develop(args) {
  const end = args.indexOf("--");
  const own = end < 0 ? args : args.slice(0, end);
  const { values, positionals } = parsed(own, DEV_OPTIONS);
  if (positionals.length > 0)
    throw new Misused(`dev takes no argument ${positionals[0]}; what is for Vite comes behind --.`);
  const { reducers = "reducers", data = ".sqlsync", reset = false, port = "8787", "coordinator-jar": jar } = values;
  if (!/^\d{1,5}$/.test(port)) throw new Misused("--port is a number.");
  try {
    process.exitCode = await dev({
      reducers,
      data,
      port: Number(port),
      reset,
      jar,
      vite: end < 0 ? [] : args.slice(end + 1),
    });
  } catch (error) {
    if (!(error instanceof DevFault)) throw error;
    console.error(error.message);
    process.exitCode = 1;
  }
}

/** @param {string[]} args */
async function buildReducers(args) {
  const { values, positionals } = parsed(args, BUILD_OPTIONS);
  const { out, watch = false, minify = false, allow = [] } = values;
  if (positionals.length === 0) throw new Misused("build-reducer needs the file of a reducer.");
  if (out === undefined) throw new Misused("build-reducer needs --out DIR, the directory that it writes to.");
  const paths = positionals.map((file) => join(resolve(out), `${stemOf(file)}.js`));
  const twice = paths.find((path, i) => paths.indexOf(path) !== i);
  if (twice !== undefined) throw new Misused(`Two of the files would be ${relative(".", twice)}: rename one.`);

  const options = { minify, allowGlobals: allow };
  for (const [i, file] of positionals.entries()) {
    const write = (/** @type {import("./reducer-build.js").BuiltReducer} */ built) => {
      const changed = writeWhole(paths[i], built.code);
      console.log(
        `${file}: reducer "${built.name}" ${changed ? "written to" : "is already"} ${relative(".", paths[i])}`,
      );
    };
    try {
      if (watch) {
        await watchReducer(file, options, async (built, fault) => {
          await report(built?.warnings ?? fault?.warnings ?? [], fault?.errors ?? []);
          if (built !== null) write(built);
        });
      } else {
        const built = await buildReducer(file, options);
        await report(built.warnings, []);
        write(built);
      }
    } catch (error) {
      if (!(error instanceof ReducerFault)) throw error;
      await report(error.warnings, error.errors);
      process.exitCode = 1;
    }
  }
}

/** @param {string[]} args */
async function writeTypes(args) {
  const { values, positionals } = parsed(args, TYPES_OPTIONS);
  if (positionals.length !== 1) throw new Misused("types needs the file of one reducer.");
  const [file] = positionals;
  const { out, kysely = false, allow = [] } = values;
  try {
    const types = await rowTypes(file, { kysely, allowGlobals: allow });
    if (out === undefined) process.stdout.write(types);
    else console.log(`${file}: types ${writeWhole(resolve(out), types) ? "written to" : "are already"} ${out}`);
  } catch (error) {
    process.exitCode = 1;
    if (error instanceof ReducerFault) await report(error.warnings, error.errors);
    else if (/** @type {any} */ (error)?.name === "SqlSyncError") console.error(/** @type {Error} */ (error).message);
    else throw error;
  }
}

/**
 * @param {string[]} args
 * @param {Options} options
 * @returns {{ values: any, positionals: string[] }}
 */
function parsed(args, options) {
  try {
    return parseArgs({ args, options, allowPositionals: true });
  } catch (error) {
    throw new Misused(/** @type {Error} */ (error).message);
  }
}

/**
 * @param {import("./reducer-build.js").Message[]} warnings
 * @param {import("./reducer-build.js").Message[]} errors
 */
async function report(warnings, errors) {
  const color = process.stderr.isTTY === true && !process.env.NO_COLOR;
  if (warnings.length > 0) process.stderr.write(await shown(warnings, "warning", color));
  if (errors.length > 0) process.stderr.write(await shown(errors, "error", color));
}

/** @type {Record<string, (args: string[]) => Promise<void>>} */
const COMMANDS = { "build-reducer": buildReducers, types: writeTypes, dev: develop };

const HELP = ["--help", "-h"];

/**
 * @param {string | undefined} command
 * @returns {string} of all commands, where it is none
 */
const usageOf = (command) =>
  Object.entries(USAGE)
    .filter(([name]) => name === command || !Object.hasOwn(COMMANDS, command ?? ""))
    .map(([, usage]) => usage)
    .join("\n");

/**
 * @param {string | undefined} command
 * @param {string[]} args
 */
async function run(command, args) {
  if (command === undefined || command === "help" || HELP.includes(command))
    return void process.stdout.write(usageOf(args[0]));
  if (!Object.hasOwn(COMMANDS, command)) throw new Misused(`There is no command ${command}.`);
  // What is behind -- is for another program.
  const end = args.indexOf("--");
  if (args.slice(0, end < 0 ? args.length : end).some((arg) => HELP.includes(arg)))
    return void process.stdout.write(usageOf(command));
  await COMMANDS[command](args);
}

const [command, ...args] = process.argv.slice(2);
try {
  await run(command, args);
} catch (error) {
  if (!(error instanceof Misused)) throw error;
  process.stderr.write(`${error.message}\n\n${usageOf(command)}`);
  process.exitCode = 2;
}
