/** The command `sqlsync dev`, with a program in the coordinator's place that says how it was started. */
import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { test } from "node:test";
import { project, put, reducer, tool } from "./project.js";

/** What runs in Java's place. */
const java = (version) => `#!${process.execPath}
const { existsSync, readdirSync } = require("node:fs");
const args = process.argv.slice(2);
if (args[0] === "-version") {
  console.error('openjdk version "${version}" 2025-04-15');
} else {
  process.on("SIGTERM", () => { console.log("stopped"); process.exit(143); });
  console.log("SQLSync coordinator 1.0 at http://localhost:8123");
  console.log("with " + readdirSync(args[args.indexOf("--reducers") + 1]).filter((name) => !name.startsWith(".")).join() + " " + args.join(" "));
  if (existsSync(args[args.indexOf("--data") + 1] + "/old")) console.error("level=warn document-schema-too-new document=a");
  setInterval(() => {}, 1e6);
}
`;

const FILES = {
  "java/package.json": '{ "type": "commonjs" }',
  "java/bin/java": java("17.0.15"),
  "coordinator.jar": "",
};

function developing(folder, ...args) {
  chmodSync(join(folder, "java/bin/java"), 0o755);
  const env = {
    ...process.env,
    JAVA_HOME: join(folder, "java"),
    SQLSYNC_COORDINATOR_JAR: "coordinator.jar",
    NO_COLOR: "1",
  };
  return { command: [tool("cli.js"), "dev", ...args], options: { cwd: folder, env, encoding: "utf8" } };
}

/** Where there is no Vite. */
function elsewhere(t, files) {
  const folder = mkdtempSync(join(tmpdir(), "sqlsync-dev-"));
  t.after(() => rmSync(folder, { recursive: true }));
  for (const [name, text] of Object.entries(files)) put(folder, name, text);
  return folder;
}

const failed = (folder, env = {}, ...args) => {
  const { command, options } = developing(folder, ...args);
  return spawnSync(process.execPath, command, { ...options, env: { ...options.env, ...env } });
};

/** Runs it; `said` waits for a line. */
function started(t, folder, ...args) {
  const { command, options } = developing(folder, ...args);
  const child = spawn(process.execPath, command, options);
  const exit = once(child, "exit");
  t.after(async () => {
    child.kill("SIGTERM");
    await exit;
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const said = async (pattern) => {
    const before = [];
    for (;;) {
      const { value, done } = await lines.next();
      assert.ok(!done, `It ended before it said ${pattern}:\n${before.join("\n")}`);
      if (pattern.test(value)) return value;
      before.push(value);
    }
  };
  return { child, exit, said };
}

test("it runs Vite and the coordinator, which is started again with reducers that changed", async (t) => {
  const config = `import { sqlsync } from "${tool("vite.js")}";\nexport default { plugins: [sqlsync()] };\n`;
  const folder = project(t, {
    ...FILES,
    "vite.config.mjs": config,
    "index.html": "<p>",
    "src/notes.reducer.js": reducer("return 1;").replace("tx: any, args: any", ""),
  });
  const { said, child, exit } = started(t, folder, "--port", "8123", "--", "--port", "0", "--base=/app/");
  await said(/^dev .*coordinator: "ws:\/\/localhost:8123\/sync"/);
  assert.match(
    await said(/\| with /),
    /^coordinator \| with notes\.js -XX:\+ExitOnOutOfMemoryError -jar .*coordinator\.jar --insecure --port 8123 --data \.sqlsync --reducers reducers$/,
  );
  put(folder, "reducers/lists.js", "export default 1;");
  await said(/^dev .*reducers changed/);
  await said(/^coordinator \| stopped/);
  assert.match(await said(/\| with /), /with lists\.js,notes\.js/);
  child.kill("SIGINT");
  await said(/^coordinator \| stopped/);
  assert.deepEqual(await exit, [0, null]);
});

test("without Vite and reducers it says what to do, and starts the coordinator with the first one", async (t) => {
  const folder = elsewhere(t, { ...FILES, ".sqlsync/lock": "", ".sqlsync/documents/a": "" });
  const { said } = started(t, folder, "--reset");
  await said(/^dev +\| Deleting all documents of the coordinator in \.sqlsync\./);
  await said(/no Vite in this project: .*build-reducer/);
  await said(/starts when there is a reducer in reducers/);
  assert.equal(existsSync(join(folder, ".sqlsync")), false);
  put(folder, "reducers/.half.js.new", "half");
  put(folder, "reducers/a.js", "1");
  await said(/with a\.js/);
});

test("where a document has migrations that were taken back, it offers to delete the documents", async (t) => {
  const folder = elsewhere(t, { ...FILES, "reducers/a.js": "1", ".sqlsync/lock": "", ".sqlsync/old": "" });
  const { said, child } = started(t, folder);
  await said(/^dev .*Type r and Enter to delete the coordinator's documents; browsers still have theirs/);
  child.stdin.write("r\n");
  await said(/^coordinator \| stopped/);
  await said(/^dev +\| Deleting all documents of the coordinator in \.sqlsync\./);
  await said(/^coordinator \| with a\.js/);
  assert.equal(existsSync(join(folder, ".sqlsync")), false);
});

for (const [what, files, env, args, sentence] of [
  [
    "no Java",
    {},
    { JAVA_HOME: "/nowhere" },
    [],
    /needs Java 17 or newer, and .*java of JAVA_HOME cannot be run\. Install/,
  ],
  [
    "an old Java",
    { "java/bin/java": java("11.0.2") },
    {},
    [],
    /needs Java 17 or newer; .* is Java 11\. Install a newer one/,
  ],
  ["a very old Java", { "java/bin/java": java("1.8.0_292") }, {}, [], /is Java 8\./],
  ["no jar", {}, { SQLSYNC_COORDINATOR_JAR: "gone.jar" }, [], /no jar gone\.jar, which SQLSYNC_COORDINATOR_JAR names/],
  [
    "no jar at all",
    {},
    { SQLSYNC_COORDINATOR_JAR: undefined },
    [],
    /coordinator is not installed\. .*--coordinator-jar PATH/,
  ],
  [
    "data of somebody else",
    { "photos/a.jpg": "" },
    {},
    ["--data", "photos", "--reset"],
    /photos is none, since it has no file `lock`/,
  ],
]) {
  test(`it does not start: ${what}`, (t) => {
    const folder = elsewhere(t, { ...FILES, ...files });
    const { status, stderr } = failed(folder, env, ...args);
    assert.equal(status, 1);
    assert.match(stderr, sentence);
    if (what === "data of somebody else") assert.equal(readFileSync(join(folder, "photos/a.jpg"), "utf8"), "");
  });
}

for (const [args, sentence] of [
  [["--port", "many"], /--port is a number/],
  [["src"], /dev takes no argument src/],
  [["--resett"], /--resett/],
]) {
  test(`misused: sqlsync dev ${args.join(" ")}`, (t) => {
    const { status, stderr } = failed(elsewhere(t, FILES), {}, ...args);
    assert.equal(status, 2);
    assert.match(stderr, sentence);
  });
}
