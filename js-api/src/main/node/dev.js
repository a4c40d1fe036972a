/** `sqlsync dev`: a coordinator for development, and the project's Vite beside it, in one terminal. */
import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, watch } from "node:fs";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";

/**
 * @typedef {object} DevOptions
 * @property {string} reducers directory that the coordinator takes reducers from
 * @property {string} data directory of its documents
 * @property {number} port
 * @property {boolean} reset whether its documents are deleted first
 * @property {string | undefined} jar of the coordinator
 * @property {string[]} vite arguments for Vite
 */

/** Something that the developer has to do first. */
export class DevFault extends Error {}

/** The npm package with the coordinator's jar. */
const COORDINATOR = "@sqlsync/coordinator";

const JAVA_MIN = 17;
/** Lines of the coordinator's log on a document whose migrations are not those of its reducer any more. */
const OF_ANOTHER_SCHEMA = /\b(document-schema-too-new|migration-edited)\b/;

const RESET_OFFER =
  "Type r and Enter to delete the coordinator's documents; browsers still have theirs, until the page calls deleteDocument or the site's data is cleared.";

const REDUCER = /^[^.].*\.(js|mjs|jar)$/;

/**
 * Runs until Ctrl-C, or until Vite ends.
 *
 * @param {DevOptions} options
 * @returns {Promise<number>} exit status
 */
export async function dev({ reducers, data, port, reset, jar, vite: viteArguments }) {
  const java = findJava();
  const coordinatorJar = findJar(jar);
  const viteScript = findVite();
  if (reset) resetData(data);
  mkdirSync(reducers, { recursive: true });

  const coordinator = new Coordinator(
    java,
    [
      "-XX:+ExitOnOutOfMemoryError",
      "-jar",
      coordinatorJar,
      "--insecure",
      "--port",
      String(port),
      "--data",
      data,
      "--reducers",
      reducers,
    ],
    reducers,
  );
  const input = createInterface({ input: process.stdin });
  input.on("line", (line) => {
    if (line.trim() === "r") coordinator.startAnew(() => resetData(data));
  });
  const watching = watch(reducers, (_, name) => {
    if (name === null || REDUCER.test(name)) coordinator.follow();
  });
  const vite = viteScript === null ? null : spawn(process.execPath, [viteScript, ...viteArguments], piped());
  if (vite === null)
    say(
      "dev",
      `There is no Vite in this project: make reducers with \`sqlsync build-reducer FILE --out ${reducers} --watch\`.`,
    );
  else prefix(vite, "vite");
  coordinator.follow();

  return new Promise((done) => {
    let ending = false;
    const end = async (/** @type {number} */ status) => {
      if (ending) return;
      ending = true;
      watching.close();
      input.close();
      await Promise.all([coordinator.end(), vite === null ? null : ended(vite)]);
      done(status);
    };
    vite?.once("exit", (status) => end(status ?? 1));
    for (const signal of /** @type {const} */ (["SIGINT", "SIGTERM"])) process.on(signal, () => end(0));
  });
}

/** A coordinator that is started again whenever its directory of reducers holds others. */
class Coordinator {
  /** @type {import("node:child_process").ChildProcess | null} */
  #process = null;
  /** @type {string | null} what the reducers were when it was started last */
  #started = null;
  #following = false;
  #over = false;
  #waits = false;

  /**
   * @param {string} java
   * @param {string[]} args
   * @param {string} reducers
   */
  constructor(java, args, reducers) {
    this.java = java;
    this.args = args;
    this.reducers = reducers;
  }

  /** Starts it with the reducers that are there now, unless it runs with them. Changes meanwhile are seen at the end. */
  async follow() {
    if (this.#following) return;
    this.#following = true;
    for (let now = contents(this.reducers); now !== this.#started && !this.#over; now = contents(this.reducers)) {
      if (now === "") {
        if (!this.#waits) say("dev", `The coordinator starts when there is a reducer in ${this.reducers}.`);
        this.#waits = true;
        break;
      }
      if (this.#process !== null) {
        say("dev", "The reducers changed: the coordinator is started again.");
        await ended(this.#process);
      }
      if (this.#over) break;
      this.#started = now;
      this.#start();
    }
    this.#following = false;
  }

  /** @param {() => void} prepare what is done while it does not run */
  async startAnew(prepare) {
    if (this.#following) return;
    this.#following = true;
    if (this.#process !== null) await ended(this.#process);
    try {
      prepare();
    } catch (error) {
      if (!(error instanceof DevFault)) throw error;
      say("dev", error.message);
    }
    this.#started = null;
    this.#following = false;
    await this.follow();
  }

  #start() {
    const child = spawn(this.java, this.args, piped());
    this.#process = child;
    prefix(child, "coordinator", (line) => {
      const address = /^SQLSync coordinator .* at http:\/\/(\S+)$/.exec(line)?.[1];
      if (address !== undefined) say("dev", `Documents are opened with coordinator: "ws://${address}/sync".`);
      if (OF_ANOTHER_SCHEMA.test(line)) say("dev", RESET_OFFER);
    });
    child.once("exit", (status, signal) => {
      if (this.#process !== child) return;
      this.#process = null;
      if (!this.#over && !this.#following)
        say(
          "dev",
          `The coordinator ended (${signal ?? `status ${status}`}). It is started again when a reducer changes.`,
        );
    });
  }

  async end() {
    this.#over = true;
    if (this.#process !== null) await ended(this.#process);
  }
}

/**
 * What the directory holds for the coordinator; two that differ are different texts.
 *
 * @param {string} folder
 * @returns {string} the empty text for nothing
 */
function contents(folder) {
  // It may be deleted, too.
  return (existsSync(folder) ? readdirSync(folder) : [])
    .filter((name) => REDUCER.test(name))
    .sort()
    .map((name) => `${name} ${hashOf(join(folder, name))}\n`)
    .join("");
}

/** @param {string} file that may be deleted at any time */
function hashOf(file) {
  try {
    return createHash("sha256").update(readFileSync(file)).digest("hex");
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === "ENOENT") return "deleted";
    throw error;
  }
}

/**
 * Ends a program that was started here, and waits until it has.
 *
 * @param {import("node:child_process").ChildProcess} child
 */
function ended(child) {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return Promise.resolve();
  // All that it says is shown before.
  const closed = new Promise((done) => child.once("close", done));
  child.kill("SIGTERM");
  return closed;
}

/** @returns {import("node:child_process").SpawnOptionsWithStdioTuple<"ignore", "pipe", "pipe">} */
const piped = () => ({
  stdio: ["ignore", "pipe", "pipe"],
  env: process.stdout.isTTY ? { FORCE_COLOR: "1", ...process.env } : process.env,
});

/**
 * @param {import("node:child_process").ChildProcess} child
 * @param {string} name
 * @param {(line: string) => void} [onLine]
 */
function prefix(child, name, onLine = () => {}) {
  // An error of ours must not leave it behind.
  const stop = () => child.kill();
  process.once("exit", stop);
  child.once("exit", () => process.off("exit", stop));
  child.once("error", (error) => say(name, `It could not be started: ${error.message}.`));
  for (const stream of [child.stdout, child.stderr])
    if (stream !== null)
      createInterface({ input: stream }).on("line", (line) => {
        say(name, line);
        onLine(line);
      });
}

/**
 * @param {string} who
 * @param {string} line
 */
const say = (who, line) => process.stdout.write(`${who.padEnd(11)} | ${line}\n`);

const WITHOUT_JAVA = `The coordinator needs Java ${JAVA_MIN} or newer`;

/** @returns {string} the program */
function findJava() {
  const { JAVA_HOME } = process.env;
  const program = JAVA_HOME ? join(JAVA_HOME, "bin", "java") : "java";
  const { error, stderr = "" } = spawnSync(program, ["-version"], { encoding: "utf8" });
  if (error !== undefined)
    throw new DevFault(
      `${WITHOUT_JAVA}, and ${JAVA_HOME ? `${program} of JAVA_HOME cannot be run` : "there is no `java` on the path"}. Install a JDK or JRE, for example Eclipse Temurin, or set JAVA_HOME.`,
    );
  const version = /version "(?:1\.)?(\d+)/.exec(stderr)?.[1];
  if (version === undefined || Number(version) < JAVA_MIN)
    throw new DevFault(
      `${WITHOUT_JAVA}; ${program} is ${version === undefined ? "of an unknown version" : `Java ${version}`}. Install a newer one, or set JAVA_HOME.`,
    );
  return program;
}

/**
 * @param {string | undefined} given
 * @returns {string} path
 */
function findJar(given) {
  const named = given ?? process.env.SQLSYNC_COORDINATOR_JAR;
  if (named !== undefined) {
    if (!existsSync(named))
      throw new DevFault(
        `There is no jar ${named}, which ${given === undefined ? "SQLSYNC_COORDINATOR_JAR" : "--coordinator-jar"} names.`,
      );
    return resolve(named);
  }
  const found = inProject(`${COORDINATOR}/sqlsync-coordinator.jar`);
  if (found === null)
    throw new DevFault(
      `The coordinator is not installed. Say where its jar is with --coordinator-jar PATH or in SQLSYNC_COORDINATOR_JAR, or install the package ${COORDINATOR}, which \`bin/release --dry-run\` of SQLSync makes.`,
    );
  return found;
}

/** @returns {string | null} the script of the project's Vite */
function findVite() {
  const manifest = inProject("vite/package.json");
  if (manifest === null) return null;
  const { bin } = JSON.parse(readFileSync(manifest, "utf8"));
  return resolve(manifest, "..", typeof bin === "string" ? bin : bin.vite);
}

/**
 * @param {string} path within a package
 * @returns {string | null} of the file, as the project has it installed
 */
function inProject(path) {
  const folders = createRequire(join(process.cwd(), "package.json")).resolve.paths(path) ?? [];
  return folders.map((folder) => join(folder, path)).find((file) => existsSync(file)) ?? null;
}

/**
 * Only what looks like a coordinator's directory is deleted.
 *
 * @param {string} data
 */
function resetData(data) {
  if (!existsSync(data)) return say("dev", `There are no documents in ${data}.`);
  if (readdirSync(data).length > 0 && !existsSync(join(data, "lock")))
    throw new DevFault(
      `--reset deletes a coordinator's directory of documents; ${data} is none, since it has no file \`lock\`.`,
    );
  say("dev", `Deleting all documents of the coordinator in ${data}.`);
  rmSync(data, { recursive: true });
}
