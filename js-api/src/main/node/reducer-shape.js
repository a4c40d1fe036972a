/** Loads the bundle of a reducer as a device would, to see what it exports. */
import vm from "node:vm";
import { checkReducer, UnusableReducer } from "#shared/reducer-check.js";

/** A module that needs longer to load has a loop. */
const LOADING_MS_MAX = 5_000;

/** What has to be in the scope of one that is loaded; the language's own is in every scope. */
const PROVIDED = { TextEncoder, TextDecoder, URL, URLSearchParams, DOMException, structuredClone, atob, btoa };

/** What a device's console has, without a word. */
const QUIET = new Proxy({}, { get: () => () => {} });

/** A reducer cannot be used; where it threw itself, with its place in the bundle. */
export class ShapeFault extends Error {
  /**
   * @param {string} message
   * @param {{ line: number, column: number } | null} place both from 1
   */
  constructor(message, place = null) {
    super(message);
    this.place = place;
  }
}

/**
 * @param {string} code of the bundle, an ES module that imports nothing
 * @param {import("./inspection.js").Node} program its syntax tree
 * @param {string} file for messages
 * @returns {{ name: string, functions: { name: string, kind: "async" | "generator" }[] }} the reducer's name, and its mutations and
 *   migrations that are no plain functions
 * @throws {ShapeFault}
 */
export function shapeOf(code, program, file) {
  const exported = run(asScript(code, program), file);
  try {
    const reducer = checkReducer(exported, file);
    const named = [
      ...Object.entries(reducer.mutations).map(([name, run]) => ({ name: `mutation "${name}"`, run })),
      ...reducer.migrations.map((run, i) => ({ name: `migration ${i}`, run })),
    ];
    const functions = named.flatMap(({ name, run }) => {
      const tag = Object.prototype.toString.call(run);
      const kind = tag.includes("Async") ? "async" : tag.includes("Generator") ? "generator" : null;
      return kind === null ? [] : [{ name, kind: /** @type {"async" | "generator"} */ (kind) }];
    });
    return { name: reducer.name, functions };
  } catch (error) {
    if (error instanceof UnusableReducer) throw new ShapeFault(error.message);
    throw error;
  }
}

/**
 * The module as a script of the same lines and columns, whose value is an object of its exports.
 *
 * @param {string} code
 * @param {import("./inspection.js").Node} program
 */
function asScript(code, program) {
  let script = code;
  /** @type {string[]} */
  const exported = [];
  for (const node of /** @type {any[]} */ (/** @type {any} */ (program).body)) {
    if (node.type === "ExportNamedDeclaration" && node.source === null && node.declaration === null) {
      for (const { local, exported: name } of node.specifiers)
        exported.push(`${JSON.stringify(name.name)}: ${local.name}`);
      script = blanked(script, node.start, node.end, "");
    } else if (node.type === "ExportDefaultDeclaration") {
      exported.push('"default": $value');
      script = blanked(script, node.start, node.declaration.start, "var $value=");
    } else if (/^(Ex|Im)port/.test(node.type)) {
      throw new Error(`The bundle has a statement ${node.type}, which none should have.`);
    }
  }
  return `${script}\n;return { ${exported.join(", ")} };`;
}

/**
 * @param {string} text
 * @param {number} start
 * @param {number} end
 * @param {string} instead no longer than what it replaces
 */
const blanked = (text, start, end, instead) =>
  text.slice(0, start) + instead + text.slice(start + instead.length, end).replace(/[^\n]/g, " ") + text.slice(end);

/**
 * @param {string} script
 * @param {string} file
 * @returns {object}
 */
function run(script, file) {
  const before = '(function () { "use strict";';
  const scope = vm.createContext({ ...PROVIDED, console: QUIET }, { microtaskMode: "afterEvaluate" });
  try {
    vm.runInContext("globalThis.self = globalThis", scope);
    return vm.runInContext(`${before}${script}\n})()`, scope, {
      filename: file,
      columnOffset: -before.length,
      timeout: LOADING_MS_MAX,
    });
  } catch (error) {
    const thrown = /** @type {any} */ (error);
    if (thrown?.code === "ERR_SCRIPT_EXECUTION_TIMEOUT")
      throw new ShapeFault(
        `The reducer ${file} is not loaded after ${LOADING_MS_MAX / 1000} seconds: something in it does not end.`,
      );
    const message = typeof thrown?.message === "string" ? thrown.message : String(thrown);
    throw new ShapeFault(
      `The reducer ${file} failed while it was loaded: ${message.replace(/\.+$/, "")}.`,
      placeIn(String(thrown?.stack ?? ""), file),
    );
  }
}

/**
 * @param {string} stack
 * @param {string} file
 */
function placeIn(stack, file) {
  const found = new RegExp(`${file.replace(/[^\w]/g, "\\$&")}:(\\d+):(\\d+)`).exec(stack);
  return found === null ? null : { line: Number(found[1]), column: Number(found[2]) };
}
