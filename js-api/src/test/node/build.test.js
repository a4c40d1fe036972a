/** What the bundler of reducers makes, and what it refuses. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { library, project, reducer, tool } from "./project.js";

const { buildReducer } = await import(tool("reducer-build.js"));

/** The module as a page's worker would have it. */
const loaded = (code) => import(`data:text/javascript,${encodeURIComponent(code)}`);

const faultsOf = async (root, entry, options = {}) =>
  buildReducer(entry, { root, ...options }).then(
    () => assert.fail("it was built"),
    (fault) => {
      assert.equal(fault.name, "ReducerFault", fault.stack);
      return fault.message.split("\n");
    },
  );

test("a reducer in TypeScript and all that it imports become one module", async (t) => {
  const root = project(t, {
    "src/notes.ts": `
      import { defineReducer, sql } from "${library}/reducer";
      import { encode } from "@jridgewell/sourcemap-codec";
      import { Kind, kindOf } from "./kind";
      export default defineReducer({
        name: "notes",
        migrations: ["CREATE TABLE notes (text TEXT)"],
        mutations: {
          add(tx, { text }: { text: string }) {
            tx.run(sql\`INSERT INTO notes VALUES (\${text})\`);
            return [kindOf(text) as Kind, encode([[[1]]]), Math.pow(2, text.length)];
          },
        },
      });`,
    "src/kind.ts":
      "export enum Kind { Short, Long }\nexport const kindOf = (text: string): Kind => (text.length > 3 ? Kind.Long : Kind.Short);",
  });
  for (const minify of [false, true]) {
    const { code, name, inputs, warnings, map } = await buildReducer("src/notes.ts", { root, minify });
    assert.equal(name, "notes");
    assert.deepEqual(warnings, []);
    assert.doesNotMatch(code, /\bimport\b|require/);
    assert.ok(inputs.includes(join(root, "src/kind.ts")), inputs.join());
    assert.equal(map === null, minify);
    const statements = [];
    const { default: notes } = await loaded(code);
    assert.deepEqual(notes.mutations.add({ run: (query) => statements.push(query) }, { text: "milk" }), [1, "C", 16]);
    assert.deepEqual(statements, [{ sql: "INSERT INTO notes VALUES (?)", params: ["milk"] }]);
  }
});

test("a reducer may import query builders, and what they name but never use is not complained of", async (t) => {
  const root = project(t, {
    "drizzle.ts": `
      import { createDrizzle, toSql } from "sqlsync/drizzle";
      import { blob, integer, sqliteTable, text } from "drizzle-orm/sqlite-core";
      const notes = sqliteTable("notes", { text: text(), made: integer({ mode: "timestamp" }), size: blob({ mode: "bigint" }) });
      const db = createDrizzle();
      ${reducer('return tx.run(toSql(db.insert(notes).values({ text: "milk", made: new Date(5000), size: 7n })));')}`,
    "kysely.ts": `
      import { createKysely, toSql } from "sqlsync/kysely";
      const db = createKysely<any>();
      ${reducer('return tx.run(toSql(db.insertInto("notes").values({ text: "milk" })));')}`,
    "buffer.ts": `import "drizzle-orm/sqlite-core";\n${reducer("return Buffer.from(args);")}`,
  });
  for (const [file, statement, params] of [
    ["drizzle.ts", 'insert into "notes" ("text", "made", "size") values (?, ?, ?)', ["milk", 5, Buffer.from("7")]],
    ["kysely.ts", 'insert into "notes" ("text") values (?)', ["milk"]],
  ]) {
    for (const minify of [false, true]) {
      const { code, warnings } = await buildReducer(file, { root, minify });
      assert.deepEqual(warnings, []);
      const { default: notes } = await loaded(code);
      const { sql, params: bound } = notes.mutations.run({ run: (query) => query });
      assert.deepEqual([sql, bound], [statement, params]);
    }
  }
  assert.match((await faultsOf(root, "buffer.ts")).join(), /^buffer\.ts:3:8: Buffer is not available/);
});

test("Math.pow does not become an operator when a reducer is minified", async (t) => {
  const root = project(t, { "notes.ts": reducer("return Math.pow(args.a, args.b);") });
  const { code } = await buildReducer("notes.ts", { root, minify: true });
  assert.match(code, /Math\.pow\(/);
  assert.ok(!code.includes("**"), code);
});

test("reducers in CommonJS are taken, and their modules", async (t) => {
  const root = project(t, {
    "notes.cjs":
      'const { one } = require("./one.cjs");\nmodule.exports = { name: "old", migrations: [], mutations: { one } };',
    "one.cjs": "exports.one = () => 1;",
  });
  const { code } = await buildReducer("notes.cjs", { root });
  assert.equal((await loaded(code)).default.mutations.one(), 1);
});

for (const [body, place, sentence] of [
  ["return fetch(args);", "2:8", /^fetch is not available in a mutation\. .* do this in the page/],
  ["setTimeout(() => {}, 1);", "2:1", /^setTimeout is not available/],
  ["return performance.now();", "2:8", /Use tx\.timestamp\./],
  ["return  crypto.getRandomValues(args);", "2:9", /Use tx\.uuid\(\) or tx\.random\(\)\./],
  ["window.alert(args);", "2:1", /^window is not available in a mutation/],
  ["return document.title + localStorage.x;", "2:8", /^document is/],
  ["return process.env.SECRET;", "2:8", /^process is not available in a reducer\. .* not in Node/],
  ["return Buffer.from(args);", "2:8", /Uint8Array/],
  ["return new Intl.NumberFormat();", "2:12", /format them in the page/],
  ["return arg;", "2:8", /^arg is not defined/],
  ["undeclared = 1;", "2:1", /^undeclared is not defined/],
  ["return { fetch };", "2:10", /^fetch/],
  ["return require(args);", "2:8", /^A reducer is one ES module: import at the top .* require\(\)/],
  ["return import(args);", "2:8", /import\(\)/],
  ['return import("./other.ts");', "2:15", /import\(\)/],
  ["return import.meta.url;", "2:8", /^import\.meta/],
  ["if (typeof process === 'undefined') return window.x;", "2:44", /^window/],
]) {
  test(`refused, with its place: ${body}`, async (t) => {
    const root = project(t, { "src/notes.ts": reducer(body), "src/other.ts": "export const a = 1;" });
    const [fault] = await faultsOf(root, "src/notes.ts");
    assert.ok(fault.startsWith(`src/notes.ts:${place}: `), fault);
    assert.match(fault.slice(`src/notes.ts:${place}: `.length), sentence);
  });
}

test("every fault is told, each in its own file", async (t) => {
  const root = project(t, {
    "notes.ts": reducer("clock();\nreturn document.title;", 'import { clock } from "./lib/clock";\n'),
    "lib/clock.ts": "type A = 1;\nexport const clock = () =>\n  performance.now() + setInterval(clock);",
  });
  const places = (await faultsOf(root, "notes.ts")).map((fault) => fault.split(": ")[0]);
  assert.deepEqual(places.sort(), ["lib/clock.ts:3:23", "lib/clock.ts:3:3", "notes.ts:4:8"]);
});

for (const body of [
  'return typeof window !== "undefined" ? window.name : 0;',
  'if (typeof process === "object" && process.env) return process.env;',
  'return typeof fetch === "function" && fetch;',
  'if (typeof document === "undefined") return 0;\nreturn document.title;',
  "const fetch = () => 1; return fetch();",
  "function setTimeout() { return 1; } return setTimeout();",
  "return args.fetch + { fetch: 1 }.fetch;",
  "return structuredClone(args) + new TextEncoder().encode(args) + new TextDecoder().decode() + new URL(args).href;",
  "return Date.now() + Math.random() + atob(args) + globalThis.Array.name + console.log(arguments.length);",
  "class A extends Error { static b = 1; #c = 2; d() { return this.#c; } } return new A().d();",
  "try { undefined.x; } catch (error) { return error; }",
  "for (const key in args) for (const value of args[key]) label: while (key) break label;",
]) {
  test(`taken: ${body.split("\n")[0]}`, async (t) => {
    const root = project(t, { "notes.ts": reducer(body) });
    await buildReducer("notes.ts", { root });
  });
}

test("a global may be allowed by its name, for a library that never uses it in a mutation", async (t) => {
  const root = project(t, { "notes.ts": reducer("return () => setTimeout(args) + fetch(args);") });
  const faults = await faultsOf(root, "notes.ts", { allowGlobals: ["setTimeout"] });
  assert.equal(faults.length, 1);
  assert.match(faults[0], /fetch is/);
  await buildReducer("notes.ts", { root, allowGlobals: ["setTimeout", "fetch"] });
});

for (const [what, source, sentence] of [
  ["no default export", "export const a = 1;", /^The reducer notes\.ts has no default export/],
  ["a default export that is none", "export default 5;", /^notes\.ts:1:16: .* exports as its default a number/],
  ["no name", "const a = 1;\nexport default { migrations: [], mutations: {} };", /^notes\.ts:2:16: .* has no name/],
  ["no migrations", 'export default { name: "a", mutations: {} };', /has no migrations/],
  [
    "a mutation that is none",
    'export default { name: "a", migrations: [], mutations: { b: 1 } };',
    /mutation "b" that is not a function/,
  ],
  [
    "an async mutation",
    'export default { name: "a", migrations: [], mutations: {\n  async add() {} } };',
    /^notes\.ts:2:3: The mutation "add" .* is async/,
  ],
  [
    "a generator",
    'export default { name: "a", migrations: [], mutations: {\n  *add() {} } };',
    /^notes\.ts:2:3: The mutation "add" .* is a generator/,
  ],
  [
    "an async migration",
    'export default { name: "a", migrations: [async () => {}], mutations: {} };',
    /migration 0 .* is async/,
  ],
  [
    "something that throws when it is loaded",
    "const a: any = null;\nexport default { name: a.b, migrations: [], mutations: {} };",
    /^notes\.ts:2:2[46]: .* failed while it was loaded: .*null/,
  ],
  ["a wait while it is loaded", "await 1;\nexport default {};", /^notes\.ts:1:1: .* cannot wait/],
  ["a module of Node", 'import fs from "node:fs";\nexport default fs;', /^notes\.ts:1:16: "fs" is a module of Node/],
  ["another one", 'import { join } from "path";\nexport default join;', /^notes\.ts:1:22: "path" is a module of Node/],
  [
    "a package that is not there",
    'import a from "not-installed";\nexport default a;',
    /^notes\.ts:1:15: Could not resolve "not-installed"/,
  ],
  [
    "the page's library",
    `import { openDocument } from "${library}";\nexport default openDocument;`,
    /^notes\.ts:1:10: No matching export .*"openDocument"/,
  ],
  [
    "hooks",
    `import { useQuery } from "${library}/react";\nexport default useQuery;`,
    new RegExp(`^notes\\.ts:1:26: A reducer cannot import "${library}/react"`),
  ],
  ["a style sheet", 'import "./a.css";\nexport default {};', /style sheet/],
  ["a fault of the syntax", "export default {\n  name: ,\n};", /^notes\.ts:2:9: /],
]) {
  test(`refused: ${what}`, async (t) => {
    const root = project(t, { "notes.ts": source });
    assert.match((await faultsOf(root, "notes.ts"))[0], sentence);
  });
}

test("a reducer that does not end while it is loaded is refused", async (t) => {
  const root = project(t, { "notes.ts": "for (;;);\nexport default {};" });
  assert.match((await faultsOf(root, "notes.ts"))[0], /not loaded after 5 seconds/);
});

test("a file that is not there is said", async (t) => {
  assert.deepEqual(await faultsOf(project(t, {}), "src/notes.ts"), ["There is no file src/notes.ts."]);
});

for (const [body, before, warnings] of [
  ["counter++;", "let counter = 0;\n", ['notes.ts:3:1: The variable "counter"']],
  ["last = args;", "let last: any;\n", ['notes.ts:3:1: The variable "last"']],
  ["let counter = 0; counter++;", "", []],
  ["return table.size;", "let table = new Map();\ntable = new Map([[1, 2]]);\n", []],
  ["return args ** 0.5;", "", ["notes.ts:2:8: `**`"]],
  ["args **= 3; return args;", "", ["notes.ts:2:1: `**`"]],
  ["return [args ** 2, 2 ** 10, 2n ** args];", "", []],
]) {
  test(`warned of: ${before.trim()} ${body} ${warnings.length}`, async (t) => {
    const root = project(t, { "notes.ts": reducer(body, before) });
    const { warnings: found } = await buildReducer("notes.ts", { root });
    const told = found.map(({ text, location: at }) => `${at.file}:${at.line}:${at.column + 1}: ${text}`);
    assert.deepEqual(
      told.map((each, i) => each.slice(0, warnings[i]?.length)),
      warnings,
    );
  });
}
