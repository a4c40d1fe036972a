/** The site as it was put together: run by the build on demo-web/target/site. */
import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { test } from "node:test";

const site = join(dirname(fileURLToPath(import.meta.url)), "../../../target/site");
const read = (name) => readFileSync(join(site, name), "utf8");
const modules = readdirSync(site).filter((name) => name.endsWith(".js"));

/** What a module imports, as it is written there. */
const importsOf = (name) => [...read(name).matchAll(/^import .*from "([^"]+)";$/gm)].map(([, from]) => from);

test("the offline list names the files of the page, and nothing that is not there", () => {
  const [, list] = read("offline.js").match(/const files = \[([^\]]*)\]/);
  const listed = [...list.matchAll(/"([^"]+)"/g)].map(([, name]) => name);
  assert.deepEqual(
    listed.filter((name) => !existsSync(join(site, name))),
    [],
  );
  const needed = readdirSync(site, { withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => entry.name);
  assert.deepEqual(
    needed.filter((name) => !["index.html", "offline.js"].includes(name) && !listed.includes(name)),
    [],
  );
});

test("every import leads to a file of the site", () => {
  for (const name of modules) {
    for (const from of importsOf(name)) assert.ok(existsSync(join(site, from)), `${name} imports ${from}`);
  }
});

test("the page uses nothing of SQLSync but its public module", () => {
  for (const name of modules) {
    for (const from of importsOf(name))
      assert.ok(!from.includes("/sqlsync/") || from === "./sqlsync/sqlsync.js", `${name} imports ${from}`);
  }
});

test("what the page refers to is there", () => {
  const referred = [...read("index.html").matchAll(/(?:src|href)="([^"#]+)"/g)].map(([, name]) => name);
  assert.ok(referred.length > 5);
  for (const name of [...referred, "first/index.html", "first/page.js", "first/notes.js"])
    assert.ok(existsSync(join(site, name)), name);
});
