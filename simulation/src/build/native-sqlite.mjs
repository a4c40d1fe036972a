/**
 * Compiles the module of sql.js to machine code, for the simulator: `native-sqlite.mjs TARGET MODULE JAVA_HOME BYTECODE` writes
 * TARGET/native-sqlite.so, or TARGET/native-sqlite.txt, which says why it cannot. wasm2c translates the module to C; with
 * sqlite-jni.c and wasm-runtime.c, gcc makes a library of it. That takes most of a minute, so the library is kept in the user's cache
 * by the hash of everything it is made from. The C is made again from the module each time, and kept nowhere. A compiler that is not
 * there is no failure; one that fails is.
 */
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync } from "node:fs";
import { renameSync, rmSync, writeFileSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const [target, module, javaHome, bytecode] = process.argv.slice(2);
const sources = fileURLToPath(new URL("../main/c/", import.meta.url));

/** Names in the C differ from one release to the next; sqlite-jni.c knows those of this one, which Debian 12 has. */
const WASM2C = "1.0.32";

// -O1 compiles in half the time of -O2, and simulations are as fast. Accesses of memory are checked, so that a wrong one is a trap.
const FLAGS = ["-O1", "-fPIC", "-w", "-DWASM_RT_MEMCHECK_SIGNAL_HANDLER=0", "-DWASM_RT_USE_STACK_DEPTH_COUNT=0"];

class Unavailable extends Error {}

function version(command) {
  const result = spawnSync(command, ["--version"], { encoding: "utf8" });
  if (result.status !== 0) throw new Unavailable(`there is no ${command}`);
  return result.stdout.split("\n")[0].trim();
}

/** What the compilers are, or why they cannot be used. */
function tools() {
  if (bytecode === "true") throw new Unavailable("sqlsync.bytecode is set");
  if (process.platform !== "linux") throw new Unavailable(`it was not tried on ${process.platform}`);
  const wasm2c = version("wasm2c");
  if (wasm2c !== WASM2C) throw new Unavailable(`wasm2c is ${wasm2c}, and ${WASM2C} is needed`);
  if (!existsSync(join(javaHome, "include/jni.h"))) throw new Unavailable(`${javaHome} has no include/jni.h`);
  const gcc = version("gcc");
  const headers = spawnSync("gcc", ["-E", "-include", "stdlib.h", "-include", "wasm-rt.h", "-"], { input: "" });
  if (headers.status !== 0) throw new Unavailable("gcc does not find stdlib.h and wasm-rt.h");
  return [wasm2c, gcc, process.arch, ...FLAGS];
}

function run(command, parameters) {
  const result = spawnSync(command, parameters, { stdio: ["ignore", "inherit", "inherit"] });
  if (result.status !== 0) throw new Error(`${command} failed (${result.status ?? result.signal ?? result.error})`);
}

/** Functions that trap, for the imports of the module that sqlite-jni.c does not define. */
function otherImports(header, shim) {
  const declarations = [...header.matchAll(/^\/\* import: '[^']*' '([^']*)' \*\/\n(.*?)(\w+)\((.*)\);$/gm)];
  const functions = declarations
    .filter(([, , , name]) => !shim.includes(` ${name}(`))
    .map(([, imported, type, name, parameters]) => {
      const named = parameters.split(", ").map((each, index) => `${each} p${index}`);
      return `${type}${name}(${named.join(", ")}) {\n  trap("SQLite called ${imported}");\n}\n`;
    });
  return `#include "sqlite.h"\n#include "wasm-runtime.h"\n\n${functions.join("\n")}`;
}

function compile(library) {
  const work = mkdtempSync(join(tmpdir(), "sqlsync-native-"));
  const at = (name) => join(work, name);
  try {
    run("wasm2c", [module, "--module-name", "sqlite", "--output", at("sqlite.c")]);
    const shim = readFileSync(join(sources, "sqlite-jni.c"), "utf8");
    writeFileSync(at("imports.c"), otherImports(readFileSync(at("sqlite.h"), "utf8"), shim));
    const includes = [work, sources, join(javaHome, "include"), join(javaHome, "include/linux")].map(
      (each) => `-I${each}`,
    );
    const files = [at("sqlite.c"), at("imports.c"), join(sources, "sqlite-jni.c"), join(sources, "wasm-runtime.c")];
    run("gcc", [...FLAGS, ...includes, "-shared", "-o", at("made.so"), ...files, "-lm"]);
    // Renamed within one directory, so that nobody loads half of it.
    copyFileSync(at("made.so"), `${library}.${process.pid}`);
    renameSync(`${library}.${process.pid}`, library);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** Where the library is kept, made now unless it was. */
function library() {
  const hash = createHash("sha256").update(tools().join("\n"));
  const made = readdirSync(sources)
    .sort()
    .map((name) => join(sources, name));
  for (const file of [fileURLToPath(import.meta.url), module, ...made]) hash.update(readFileSync(file));
  const cache = join(process.env.XDG_CACHE_HOME || join(homedir(), ".cache"), "sqlsync");
  const path = join(cache, `native-sqlite-${hash.digest("hex").slice(0, 32)}.so`);
  if (!existsSync(path)) {
    console.log("Native SQLite: compiled once for the simulator, which takes about a minute ...");
    mkdirSync(cache, { recursive: true });
    compile(path);
  }
  return path;
}

const made = join(target, "native-sqlite.so");
const why = join(target, "native-sqlite.txt");
mkdirSync(target, { recursive: true });
for (const old of [made, why]) rmSync(old, { force: true });
try {
  copyFileSync(library(), made);
} catch (error) {
  if (!(error instanceof Unavailable)) throw error;
  writeFileSync(why, error.message);
  console.log(
    `Native SQLite: none, since ${error.message}. The simulator runs SQLite as bytecode, several times slower.`,
  );
}
