/** What bin/rename replaces, and what the rules on names find. Run with `node --test rules/`. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { installOffences, nameOffences, renamed } from "./names.mjs";

const names = {
  version: "1.0.0",
  library: "@a/lib",
  coordinator: "@a/coordinator",
  create: "@a/create-app",
  groupId: "org.a",
  repository: "https://a.example/b",
};
const others = {
  version: "1.1.0-rc.1",
  library: "@x/sql",
  coordinator: "@x/server",
  create: "@x/create-it",
  groupId: "com.x",
  repository: "https://x.example/y",
};

for (const [what, text, wanted] of [
  [
    "an import",
    'import { sql } from "@a/lib"; import("@a/lib/vite")',
    'import { sql } from "@x/sql"; import("@x/sql/vite")',
  ],
  ["prose", "`@a/lib/node` is for Node.", "`@x/sql/node` is for Node."],
  ["a regular expression", "/@a\\/lib\\/react/", "/@x\\/sql\\/react/"],
  ["a longer name", '"@a/lib-extra", "@b@a/lib"', '"@a/lib-extra", "@b@a/lib"'],
  ["folders of modules", "node_modules/@a/coordinator/x.jar", "node_modules/@x/server/x.jar"],
  ["packed packages", "a-lib-1.0.0.tgz a-create-app-VERSION.tgz", "x-sql-1.1.0-rc.1.tgz x-create-it-VERSION.tgz"],
  ["another packed package", "a-lib-2.0.0.tgz", "a-lib-2.0.0.tgz"],
  [
    "the repository",
    "https://a.example/b/issues https://a.example/bc",
    "https://x.example/y/issues https://a.example/bc",
  ],
  ["coordinates", "org.a:core org.ab:core org.a.b", "com.x:core org.ab:core org.a.b"],
  [
    "the parent of a pom",
    "<groupId>org.a</groupId><artifactId>sqlsync-parent</artifactId><version>1.0.0</version>",
    "<groupId>com.x</groupId><artifactId>sqlsync-parent</artifactId><version>1.1.0-rc.1</version>",
  ],
  ["another version", "<version>1.0.0</version>", "<version>1.0.0</version>"],
  [
    "the short form",
    'import "sqlsync"; from "sqlsync/react"; (`sqlsync/vite`) { "sqlsync": [] }\n  "sqlsync/vue": [],\n  "sqlsync": [],',
    'import "@x/sql"; from "@x/sql/react"; (`@x/sql/vite`) { "sqlsync": [] }\n  "@x/sql/vue": [],\n  "@x/sql": [],',
  ],
  [
    "folders, locks and the command",
    "target/sqlsync/react.js sqlsync/sqlsync.js `sqlsync/${x}` sqlsync/default/page/1 sqlsync dev sqlsync/journal/**",
    "target/sqlsync/react.js sqlsync/sqlsync.js `sqlsync/${x}` sqlsync/default/page/1 sqlsync dev sqlsync/journal/**",
  ],
]) {
  test(`renamed: ${what}`, () => assert.equal(renamed(text, names, others), wanted));
}

const source = { path: "names.json", text: JSON.stringify({ ...names, published: false }) };

for (const [what, path, text, sentence] of [
  [
    "an entry of another package",
    "README.md",
    '@a/lib org.a "@b/lib/react"',
    /README\.md:1: names @b\/lib instead of @a\/lib/,
  ],
  ["a README without the name", "README.md", "org.a", /does not say @a\/lib, the library/],
  [
    "a module of another version",
    "core/pom.xml",
    "<groupId>org.a</groupId><artifactId>sqlsync-parent</artifactId><version>2</version>",
    /is of org\.a 2, not of org\.a 1\.0\.0/,
  ],
  [
    "a dependency that repeats the group",
    "core/pom.xml",
    "<groupId>org.a</groupId><artifactId>sqlsync-parent</artifactId><version>1.0.0</version><groupId>org.a</groupId>",
    /repeats org\.a/,
  ],
]) {
  test(`offends: ${what}`, () => {
    const found = nameOffences([source, { path, text }]);
    assert.equal(found.length, 1, found.join("\n"));
    assert.match(found[0], sentence);
  });
}

for (const text of [
  "npm install sqlsync",
  "npm i --save-dev react sqlsync",
  "npm create sqlsync-app my-app",
  "npx create-sqlsync-app my-app",
  "npx -y sqlsync dev",
  "pnpm add @a/lib",
  "npm install @a/lib",
  "yarn dlx @a/create-app",
])
  test(`nobody is told to ${text}`, () =>
    assert.equal(installOffences([source, { path: "README.md", text }]).length, 1));

for (const text of [
  "npm install ./target/release/a-lib-1.0.0.tgz",
  "npx --no sqlsync dev",
  "npx ./a-create-app-1.0.0.tgz my-app --packages .",
  "npm install && npm run dev",
  "`npm pack` makes it; sqlsync is the command",
  "npm exec --package x.tgz",
])
  test(`one may be told to ${text}`, () =>
    assert.deepEqual(installOffences([source, { path: "README.md", text }]), []));

test("what is published may be installed, and a stranger's still not", () => {
  const published = { path: "names.json", text: JSON.stringify({ ...names, published: true }) };
  assert.deepEqual(installOffences([published, { path: "README.md", text: "npm install @a/lib" }]), []);
  assert.equal(installOffences([published, { path: "README.md", text: "npm install sqlsync" }]).length, 1);
});
