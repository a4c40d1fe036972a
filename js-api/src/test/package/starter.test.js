/** The application that the starter makes, from the packages as they are packed: run after they were put together. */
import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";

const names = JSON.parse(readFileSync(new URL("../../../../names.json", import.meta.url), "utf8"));
const target = fileURLToPath(new URL("../../../target/", import.meta.url));
const create = join(target, "create-sqlsync-app/create.js");
const folder = mkdtempSync(join(tmpdir(), "sqlsync-starter-"));
const packages = join(folder, "packages");
const app = join(folder, "My App");

/** @param {string[]} args */
const npm = (cwd, ...args) =>
  execFileSync("npm", args, { cwd, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"], env: withoutColors() });
const withoutColors = () => ({ ...process.env, NO_COLOR: "1", FORCE_COLOR: undefined });
const started = (...args) => spawnSync(process.execPath, [create, ...args], { cwd: folder, encoding: "utf8" });

before(() => {
  mkdirSync(packages);
  npm(join(target, "sqlsync"), "pack", "--pack-destination", packages);
  // The coordinator is built later; nothing here runs it.
  const coordinator = join(folder, "coordinator");
  mkdirSync(coordinator);
  writeFileSync(join(coordinator, "package.json"), JSON.stringify({ name: names.coordinator, version: "0.1.0" }));
  npm(coordinator, "pack", "--pack-destination", packages);
});
after(() => rmSync(folder, { recursive: true }));

test("arguments that do not fit are said, and nothing is made", () => {
  mkdirSync(join(folder, "full"));
  writeFileSync(join(folder, "full/file"), "mine");
  for (const [args, said] of [
    [[], /Name one directory/],
    [["a", "b", "--packages", packages], /Name one directory/],
    [["a"], /--packages is missing/],
    [["a", "--packages", join(folder, "nowhere")], /has 0 files like/],
    [["full", "--packages", packages], /full is not empty: nothing was changed/],
    [["a", "--template", "x"], /Unknown option '--template'/],
  ]) {
    const { status, stderr } = started(...args);
    assert.equal(status, 2);
    assert.match(stderr, said);
  }
  assert.deepEqual(readdirSync(folder).sort(), ["coordinator", "full", "packages"]);
  assert.deepEqual(readdirSync(join(folder, "full")), ["file"]);
});

test("the application is made, installed, type-checked, tested and built", (t) => {
  const { status, stderr } = started("My App", "--packages", packages);
  assert.equal(status, 0, stderr);
  const { name } = JSON.parse(readFileSync(join(app, "package.json"), "utf8"));
  assert.equal(name, "my-app");
  const installed = spawnSync("npm", ["install", "--prefer-offline", "--no-audit", "--no-fund"], {
    cwd: app,
    encoding: "utf8",
  });
  if (installed.status !== 0 && spawnSync("npm", ["ping"]).status !== 0)
    return t.skip("npm cannot be reached, and so there is no Vite to build with.");
  assert.equal(installed.status, 0, installed.stderr);
  npm(app, "run", "check");
  assert.match(npm(app, "test"), /3 passed/);
  npm(app, "run", "build");

  const assets = readdirSync(join(app, "dist/assets"));
  const [reducer] = assets.filter((file) => /^tasks-[\w-]+\.js$/.test(file));
  assert.equal(
    readFileSync(join(app, "dist/assets", reducer), "utf8"),
    readFileSync(join(app, "reducers/tasks.js"), "utf8"),
    "the coordinator has the page's reducer",
  );
  assert.ok(assets.some((file) => /^worker-[\w-]+\.js$/.test(file)));
  const page = readFileSync(
    join(
      app,
      "dist/assets",
      assets.find((file) => /^index-[\w-]+\.js$/.test(file)),
    ),
    "utf8",
  );
  assert.ok(page.includes(reducer));
  assert.ok(!page.includes("data:text/javascript"));
  assert.ok(readFileSync(join(app, ".gitignore"), "utf8").includes("node_modules"));
});
