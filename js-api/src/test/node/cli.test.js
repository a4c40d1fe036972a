/** The command `sqlsync build-reducer`. */
import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { test } from "node:test";
import { project, put, reducer, tool } from "./project.js";

const run = (cwd, ...args) =>
  spawnSync(process.execPath, [tool("cli.js"), ...args], {
    cwd,
    encoding: "utf8",
    env: { ...process.env, NO_COLOR: "1" },
  });

test("it writes each reducer by the name of its file, and says where", (t) => {
  const root = project(t, { "src/notes.reducer.ts": reducer("return args;"), "src/lists.ts": reducer("return tx;") });
  const build = () =>
    run(root, "build-reducer", "src/notes.reducer.ts", "src/lists.ts", "--out", "reducers", "--minify");
  const { status, stdout, stderr } = build();
  assert.equal(status, 0, stderr);
  assert.deepEqual(readdirSync(join(root, "reducers")).sort(), ["lists.js", "notes.js"]);
  assert.match(stdout, /src\/notes\.reducer\.ts: reducer "notes" written to reducers\/notes\.js/);
  assert.doesNotMatch(readFileSync(join(root, "reducers/notes.js"), "utf8"), /\n./);
  assert.match(build().stdout, /is already reducers\/notes\.js/);
});

test("a fault has its place and its line, nothing is written, and the status is 1", (t) => {
  const root = project(t, { "notes.ts": reducer("return window.x;"), "good.ts": reducer("return args ** 3;") });
  const { status, stderr } = run(root, "build-reducer", "notes.ts", "good.ts", "--out", "out");
  assert.equal(status, 1);
  assert.match(stderr, /window is not available in a mutation[^]*notes\.ts:2:7:\n\s+2 │ return window\.x;/);
  assert.match(stderr, /WARNING[^]*good\.ts:2:7/);
  assert.deepEqual(readdirSync(join(root, "out")), ["good.js"]);
  assert.equal(run(root, "build-reducer", "notes.ts", "--out", "out", "--allow", "window").status, 0);
});

for (const [args, sentence] of [
  [["build-reducer", "--out", "out"], /needs the file of a reducer/],
  [["build-reducer", "notes.ts"], /needs --out DIR/],
  [["build-reducer", "a/notes.ts", "b/notes.reducer.ts", "--out", "out"], /Two of the files would be out\/notes\.js/],
  [["build-reducer", "notes.ts", "--output", "out"], /--output/],
  [["build"], /no command build/],
]) {
  test(`misused: sqlsync ${args.join(" ")}`, (t) => {
    const { status, stderr } = run(project(t, {}), ...args);
    assert.equal(status, 2);
    assert.match(stderr, sentence);
    assert.match(stderr, /sqlsync build-reducer FILE/);
  });
}

test("the usage of all commands is shown where nothing is asked", (t) => {
  for (const args of [[], ["--help"], ["-h"], ["help"]]) {
    const { status, stdout, stderr } = run(project(t, {}), ...args);
    assert.deepEqual([status, stderr], [0, ""]);
    assert.match(stdout, /^sqlsync build-reducer FILE[^]*^sqlsync types FILE[^]*^sqlsync dev /m);
  }
});

for (const command of ["build-reducer", "types", "dev"]) {
  test(`sqlsync ${command} --help shows its usage, and does nothing`, (t) => {
    for (const args of [
      [command, "--help"],
      [command, "notes.ts", "--out", "out", "-h"],
      ["help", command],
    ]) {
      const root = project(t, { "notes.ts": reducer("return args;") });
      const { status, stdout, stderr } = run(root, ...args);
      assert.deepEqual([status, stderr, readdirSync(root)], [0, "", ["notes.ts"]]);
      assert.deepEqual(
        [...stdout.matchAll(/^sqlsync ([\w-]+)/gm)].map(([, name]) => name),
        [command],
      );
    }
  });

  test(`sqlsync ${command} refuses an option that there is not, with its usage`, (t) => {
    const { status, stdout, stderr } = run(project(t, {}), command, "notes.ts", "--hlep");
    assert.deepEqual([status, stdout], [2, ""]);
    assert.match(stderr, new RegExp(`^Unknown option '--hlep'[^]*\n\nsqlsync ${command} `));
    assert.deepEqual(
      [...stderr.matchAll(/^sqlsync ([\w-]+)/gm)].map(([, name]) => name),
      [command],
    );
  });
}

test("what is behind -- is not help of ours", (t) => {
  const { status, stderr } = run(project(t, {}), "dev", "--port", "many", "--", "--help");
  assert.equal(status, 2);
  assert.match(stderr, /--port is a number/);
});

test("with --watch it follows the files, over a fault, too", async (t) => {
  const root = project(t, {
    "notes.ts": 'import { one } from "./one";\n' + reducer("return one;"),
    "one.ts": "export const one = 1;",
  });
  const child = spawn(process.execPath, [tool("cli.js"), "build-reducer", "notes.ts", "--out", "out", "--watch"], {
    cwd: root,
  });
  t.after(async () => {
    child.kill();
    await once(child, "exit");
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const faults = createInterface({ input: child.stderr })[Symbol.asyncIterator]();
  assert.match((await lines.next()).value, /written to/);
  put(root, "one.ts", "export const one = window;");
  assert.match((await faults.next()).value, /window is not available/);
  assert.match(readFileSync(join(root, "out/notes.js"), "utf8"), /one = 1/);
  put(root, "one.ts", "export const one = 2;");
  assert.match((await lines.next()).value, /written to/);
  assert.match(readFileSync(join(root, "out/notes.js"), "utf8"), /one = 2/);
});
