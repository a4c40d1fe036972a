/**
 * Looks through the bundle of a reducer for what does not work, or not everywhere alike, where reducers run: on the syntax tree, with
 * the scopes of its names.
 */
import { parse } from "acorn";
import { analyze } from "eslint-scope";
import { DETERMINISTIC, unavailable } from "#shared/global-names.js";

/** @typedef {import("estree").Node & { start: number, end: number }} Node */

/**
 * What was found at a place of the bundle.
 *
 * @typedef {object} Finding
 * @property {string} text a sentence
 * @property {Node} node
 * @property {boolean} own whether it concerns the application's own files only
 */

/** What a page or Node has and a reducer's scope has not, where the general advice does not help. */
const ELSEWHERE = new Map([
  ["require", "Import it at the top of the file instead; a reducer is one ES module."],
  ["module", "Use `export default`; a reducer is one ES module."],
  ["exports", "Use `export default`; a reducer is one ES module."],
  ["process", "A reducer runs in browsers and in the coordinator, not in Node."],
  ["Buffer", "Use Uint8Array, TextEncoder and TextDecoder."],
  ["global", "Use globalThis."],
  ["__dirname", "A reducer reads no files."],
  ["__filename", "A reducer reads no files."],
]);

/** Names of pages and workers that are no global of Node, by which the others are known. */
const OF_PAGES =
  "window document localStorage sessionStorage indexedDB caches location history screen alert confirm prompt requestAnimationFrame cancelAnimationFrame requestIdleCallback XMLHttpRequest EventSource Worker SharedWorker importScripts FileReader Image Element HTMLElement Node MutationObserver DOMParser getComputedStyle matchMedia top parent frames opener origin postMessage addEventListener removeEventListener dispatchEvent setTimeout Temporal Float16Array".split(
    " ",
  );

const OF_PLATFORMS = new Set([...Object.getOwnPropertyNames(globalThis), ...OF_PAGES]);

/**
 * @param {string} code of a bundle, an ES module
 * @param {ReadonlySet<string>} allowed globals that are not complained of
 * @returns {{ errors: Finding[], warnings: Finding[], exported: Node | null, program: Node }} `exported` is what the default export is
 *   made of
 */
export function inspect(code, allowed) {
  const program = /** @type {any} */ (parse(code, { ecmaVersion: "latest", sourceType: "module", ranges: true }));
  const parents = parentsIn(program);
  const scopes = analyze(program, { ecmaVersion: 2022, sourceType: "module" });
  /** @type {Finding[]} */
  const errors = [];
  /** @type {Finding[]} */
  const warnings = [];

  for (const { identifier } of /** @type {any} */ (scopes.globalScope).through) {
    const { name } = identifier;
    if (DETERMINISTIC.has(name) || allowed.has(name) || isGuarded(identifier, name, parents)) continue;
    errors.push({ text: missing(name), node: identifier, own: false });
  }

  for (const node of parents.keys()) {
    const text = unusable(node, parents);
    if (text !== null) errors.push({ text, node, own: false });
    if (isInexactPower(node))
      warnings.push({
        text: "`**` is the engine's own and may differ in the last digit between a device and the coordinator: use Math.pow().",
        node,
        own: true,
      });
  }

  const moduleScope = /** @type {any} */ (scopes.globalScope).childScopes[0];
  for (const variable of moduleScope.variables) {
    const write = variable.references.find(
      (/** @type {any} */ each) => each.isWrite() && each.from.variableScope !== moduleScope,
    );
    if (write === undefined || !variable.defs.some((/** @type {any} */ each) => each.type === "Variable")) continue;
    warnings.push({
      text: `The variable "${variable.name}" of the module is changed by a function: it is shared by all documents, and is another one in each worker and on the coordinator. Keep what it holds in a table.`,
      node: write.identifier,
      own: true,
    });
  }

  return { errors, warnings, exported: defaultExport(program, moduleScope), program };
}

/** @param {string} name of a global that a reducer does not find, or that throws */
function missing(name) {
  const advice = ELSEWHERE.get(name);
  if (advice !== undefined) return `${name} is not available in a reducer. ${advice}`;
  if (OF_PLATFORMS.has(name)) return unavailable(name);
  return `${name} is not defined: there is no such variable, and no such global.`;
}

/**
 * @param {Node} node
 * @param {Map<Node, Node | null>} parents
 * @returns {string | null} why a reducer cannot have it, null where it can
 */
function unusable(node, parents) {
  if (node.type === "ImportExpression")
    return "A reducer is one file, and a mutation is synchronous: import at the top of the file instead of with import().";
  // What esbuild makes of a `require` that it cannot follow. Within `try` libraries look whether there is one.
  if (node.type === "CallExpression" && isNamed(node.callee, "__require") && !isTried(node, parents))
    return "A reducer is one ES module: import at the top of the file instead of with require().";
  if (node.type === "MetaProperty" && node.meta.name === "import")
    return "import.meta is another one on each side: a reducer cannot use it.";
  if (
    (node.type === "AwaitExpression" || (node.type === "ForOfStatement" && node.await)) &&
    !isInFunction(node, parents)
  )
    return "A reducer cannot wait while it is loaded: there is no `await` outside of functions.";
  return null;
}

/**
 * @param {Node} node
 * @param {Map<Node, Node | null>} parents
 */
function isInFunction(node, parents) {
  for (let each = parents.get(node); each; each = parents.get(each)) if (/Function/.test(each.type)) return true;
  return false;
}

/**
 * @param {Node} node
 * @param {Map<Node, Node | null>} parents
 */
function isTried(node, parents) {
  for (let each = node, parent = parents.get(each); parent; each = parent, parent = parents.get(parent))
    if (parent.type === "TryStatement" && parent.block === each) return true;
  return false;
}

/**
 * Engines differ in fractions; integers to a small power are exact, and `x ** 2` was found the same.
 *
 * @param {Node} node
 */
function isInexactPower(node) {
  if (node.type !== "BinaryExpression" && node.type !== "AssignmentExpression") return false;
  if (node.operator !== "**" && node.operator !== "**=") return false;
  const sides = [node.left, node.right];
  if (sides.every((side) => side.type === "Literal")) return false;
  if (sides.some((side) => side.type === "Literal" && "bigint" in side)) return false;
  return !(node.right.type === "Literal" && [0, 1, 2].includes(/** @type {number} */ (node.right.value)));
}

/**
 * Whether the name is reached only after something asked, by `typeof`, whether there is one.
 *
 * @param {Node} identifier
 * @param {string} name
 * @param {Map<Node, Node | null>} parents
 */
function isGuarded(identifier, name, parents) {
  let node = identifier;
  for (let parent = parents.get(node); parent; node = parent, parent = parents.get(parent)) {
    if (parent.type === "UnaryExpression" && parent.operator === "typeof" && node === identifier) return true;
    if (parent.type === "IfStatement" || parent.type === "ConditionalExpression" || parent.type === "WhileStatement") {
      if (node !== parent.test && asksFor(parent.test, name)) return true;
    } else if (parent.type === "LogicalExpression") {
      if (node === parent.right && asksFor(parent.left, name)) return true;
    } else if (parent.type === "BlockStatement" || parent.type === "Program") {
      for (const statement of parent.body) {
        if (statement === node) break;
        if (statement.type === "IfStatement" && asksFor(statement.test, name) && leaves(statement.consequent))
          return true;
      }
    }
  }
  return false;
}

/**
 * @param {import("estree").Node} test
 * @param {string} name
 */
function asksFor(test, name) {
  for (const node of parentsIn(/** @type {Node} */ (test)).keys()) {
    if (node.type === "UnaryExpression" && node.operator === "typeof" && isNamed(node.argument, name)) return true;
  }
  return false;
}

/**
 * @param {import("estree").Node} node
 * @param {string} name
 */
const isNamed = (node, name) => node.type === "Identifier" && node.name === name;

/** @param {import("estree").Statement} statement */
function leaves(statement) {
  const last = statement.type === "BlockStatement" ? statement.body.at(-1) : statement;
  return last !== undefined && ["ReturnStatement", "ThrowStatement"].includes(last.type);
}

/**
 * @param {Node} program
 * @param {any} moduleScope
 * @returns {Node | null}
 */
function defaultExport(program, moduleScope) {
  for (const node of /** @type {import("estree").Program} */ (program).body) {
    if (node.type === "ExportDefaultDeclaration") return /** @type {Node} */ (node.declaration);
    if (node.type !== "ExportNamedDeclaration") continue;
    const found = node.specifiers.find((each) => isNamed(/** @type {any} */ (each.exported), "default"));
    if (found === undefined) continue;
    const variable = moduleScope.set.get(/** @type {any} */ (found.local).name);
    return variable?.defs[0]?.node.init ?? variable?.defs[0]?.node ?? null;
  }
  return null;
}

/**
 * @param {Node} root
 * @returns {Map<Node, Node | null>} every node beneath, and what it is part of
 */
export function parentsIn(root) {
  /** @type {Map<Node, Node | null>} */
  const parents = new Map([[root, null]]);
  for (const [node] of parents) {
    for (const value of Object.values(node)) {
      for (const part of Array.isArray(value) ? value : [value]) {
        if (typeof part?.type === "string") parents.set(part, node);
      }
    }
  }
  return parents;
}
