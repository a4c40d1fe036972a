/** `sqlsync/node`: documents on files, in processes of their own, some of which are killed. */
import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const target = new URL("../../../target/sqlsync/", import.meta.url);
const module = new URL("node.js", target).href;
const reducer = new URL("./tasks.js", import.meta.url).href;
const { WebSocketServer } = createRequire(import.meta.url)("ws");

/** What every program begins with. */
const BEGIN = `
  const [module, directory, reducer, ...args] = process.argv.slice(1);
  const { configure, ...sqlsync } = await import(module);
  configure({ directory });
  const open = (options) => sqlsync.openDocument("tasks", { reducer, ...options });
`;
const NODE = ["--input-type=module", "--eval"];

function directoryOf(t) {
  const directory = mkdtempSync(join(tmpdir(), "sqlsync-node-"));
  t.after(() => rmSync(directory, { recursive: true }));
  return directory;
}

/** What a program writes, which has to end by itself. */
const run = (directory, program, ...args) =>
  execFileSync("node", [...NODE, BEGIN + program, module, directory, reducer, ...args], {
    encoding: "utf8",
    timeout: 120_000,
  });

/** A program that runs, and its lines. */
function start(t, directory, program) {
  const child = spawn("node", [...NODE, BEGIN + program, module, directory, reducer], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  t.after(() => child.kill("SIGKILL"));
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return { child, line: async () => (await lines.next()).value };
}

const LIST = `
  const doc = await open();
  console.log(JSON.stringify((await doc.query("SELECT id FROM tasks")).map(({ id }) => id)));
`;

test("a document is there in the next process, also where the last one did not close it", (t) => {
  const directory = directoryOf(t);
  const written = run(
    directory,
    `const doc = await open({ user: "ann" });
     for (const id of ["a", "b"]) await doc.mutate("add", { id, title: "x" });
     console.log(JSON.stringify([doc.status.mode, (await sqlsync.storageInfo()).durable]));`,
  );
  assert.deepEqual(JSON.parse(written), ["read-write", true]);
  assert.deepEqual(JSON.parse(run(directory, LIST)), ["a", "b"]);
  const info = run(directory, `const [{ id, reducer: name }] = await sqlsync.listDocuments(); console.log(id, name);`);
  assert.equal(info.trim(), "tasks tasks");
  run(directory, `await sqlsync.deleteDocument("tasks");`);
  assert.deepEqual(JSON.parse(run(directory, LIST)), []);
});

test("what was acknowledged is there after SIGKILL", async (t) => {
  const directory = directoryOf(t);
  const acknowledged = [];
  for (let round = 0; round < 5; round++) {
    const { child, line } = start(
      t,
      directory,
      `const doc = await open();
       for (;;) console.log((await doc.mutate("add", { title: "x".repeat(1_000) })).result);`,
    );
    for (let i = 0; i < 40 + 13 * round; i++) acknowledged.push(await line());
    const exited = once(child, "exit");
    child.kill("SIGKILL");
    await exited;
    // What it wrote before it was dead counts, too; the last line may be cut off.
    for (let id = await line(); id !== undefined; id = await line()) if (id.length === 36) acknowledged.push(id);
  }
  const found = new Set(JSON.parse(run(directory, LIST)));
  assert.deepEqual(
    acknowledged.filter((id) => !found.has(id)),
    [],
  );
  t.diagnostic(`${acknowledged.length} acknowledged in five processes that were killed, ${found.size} found`);
});

test("one process a directory: another one is told which has it, and may have it when that is gone", async (t) => {
  const directory = directoryOf(t);
  const { child, line } = start(t, directory, `await open(); console.log("open"); setInterval(() => {}, 1_000_000);`);
  assert.equal(await line(), "open");
  const program = `await open().then(() => console.log("open"), ({ code, message }) => console.log(code, message));`;
  assert.match(
    run(directory, program),
    new RegExp(
      `^storage-unavailable Process ${child.pid} uses the directory .*: one process uses a directory at a time`,
    ),
  );
  child.kill("SIGKILL");
  await once(child, "exit");
  assert.ok(existsSync(join(directory, "sqlsync.lock")));
  assert.equal(run(directory, program), "open\n");
  assert.ok(!existsSync(join(directory, "sqlsync.lock")));
});

test("a lock of a process whose number another one has now is taken over", (t) => {
  const directory = directoryOf(t);
  writeFileSync(join(directory, "sqlsync.lock"), `${process.pid} 1`);
  const outcome = run(directory, `await open().then(() => console.log("open"), ({ code }) => console.log(code));`);
  // Where the system does not say when a process began, it is taken for the same.
  assert.equal(outcome.trim(), existsSync("/proc/self/stat") ? "open" : "storage-unavailable");
});

test("a mutation is durable by an fsync, and one that finds no room has not happened", (t) => {
  const counted = run(
    directoryOf(t),
    `const fs = (await import("node:fs")).default;
     const { syncBuiltinESMExports } = await import("node:module");
     let synced = 0;
     let full = false;
     const { fsyncSync, writeSync } = fs;
     fs.fsyncSync = (file) => (synced++, fsyncSync(file));
     fs.writeSync = (...args) => {
       if (full) throw Object.assign(new Error("no space left on device"), { code: "ENOSPC" });
       return writeSync(...args);
     };
     syncBuiltinESMExports();
     const doc = await open();
     const before = synced;
     for (let i = 0; i < 10; i++) await doc.mutate("add", { id: String(i), title: "x" });
     const after = synced;
     full = true;
     const refused = await doc.mutate("add", { id: "full", title: "x" }).catch(({ code }) => code);
     full = false;
     await doc.mutate("add", { id: "again", title: "x" });
     const ids = (await doc.query("SELECT id FROM tasks")).map(({ id }) => id);
     console.log(JSON.stringify([after - before, refused, ids.includes("full"), ids.includes("again")]));`,
  );
  const [synced, ...rest] = JSON.parse(counted);
  assert.ok(synced >= 10, `${synced} for ten mutations`);
  assert.deepEqual(rest, ["quota-exceeded", false, true]);
});

test("a file is imported and exported, and a subscription is called", (t) => {
  const said = run(
    directoryOf(t),
    `const doc = await open();
     await doc.mutate("add", { id: "a", title: "x" });
     const copy = await sqlsync.importDocument("copy", await doc.export(), { reducer });
     const rows = new Promise((resolve) => copy.subscribe("SELECT id FROM tasks ORDER BY id", (rows) => rows.length > 1 && resolve(rows)));
     await copy.mutate("add", { id: "b", title: "y" });
     console.log(JSON.stringify(await rows));
     await Promise.all([doc.close(), copy.close()]);
     console.log(process.getActiveResourcesInfo().filter((name) => !/Pipe|TTY|Wrap/.test(name)).join());`,
  );
  assert.deepEqual(said.trim().split("\n"), ['[{"id":"a"},{"id":"b"}]']);
});

test("a coordinator is reached by WebSocket, and the process lives until the document is closed", async (t) => {
  const server = new WebSocketServer({ host: "127.0.0.1", port: 0 });
  t.after(() => server.close());
  await once(server, "listening");
  const frame = new Promise((resolve) => {
    server.on("connection", (socket) => {
      socket.on("error", () => {});
      socket.on("message", (bytes, isBinary) => {
        resolve({ bytes, isBinary });
        socket.close();
      });
    });
  });
  const { child, line } = start(
    t,
    directoryOf(t),
    `const doc = await open({ coordinator: "ws://127.0.0.1:${server.address().port}/sync" });
     await new Promise((resolve) => doc.addEventListener("status", () => doc.status.problem && resolve()));
     console.log(doc.status.problem.code);
     await doc.close();
     console.log("closed");`,
  );
  const exited = once(child, "exit");
  const { bytes, isBinary } = await frame;
  assert.ok(isBinary && bytes.includes("sqlsync.js"));
  assert.equal(await line(), "unreachable");
  assert.equal(await line(), "closed");
  assert.deepEqual(await exited, [0, null]);
});

test("errors say what to do", (t) => {
  const failed = (program) =>
    execFileSync("node", [...NODE, program, module, directoryOf(t), reducer], { encoding: "utf8" }).trim();
  const openIt =
    'openDocument("a", { reducer: "./none.js" }).catch(({ code, message }) => console.log(code, message));';
  assert.match(
    failed(`const { openDocument } = await import(process.argv[1]); await ${openIt}`),
    /^invalid-argument sqlsync\/node keeps its documents in a directory: call configure\(\{ directory: "\.\/data" \}\) first\.$/,
  );
  assert.match(
    failed(
      `const { configure, openDocument } = await import(process.argv[1]); configure({ directory: 1 }); await ${openIt}`,
    ),
    /^invalid-argument configure\(\): `directory` must be a path or a file: URL; it is 1\.$/,
  );
  assert.match(
    failed(
      `const { configure, openDocument } = await import(process.argv[1]); configure({ directory: new URL("https://app.example/") }); await ${openIt}`,
    ),
    /^invalid-argument configure\(\): `directory` must be a path or a file: URL; it is /,
  );
  assert.match(
    failed(
      `const { configure, openDocument } = await import(process.argv[1]); configure({ directory: process.argv[2] }); await ${openIt}`,
    ),
    /^reducer-load-failed The reducer file:.*none\.js could not be imported: Cannot find module/,
  );
  assert.match(
    failed(
      `const { configure, openDocument } = await import(process.argv[1]); configure({ directory: process.execPath }); await ${openIt}`,
    ),
    /^storage-unavailable The directory .* cannot be used: /,
  );
});

test(
  "without a WebSocket a coordinator is unsupported, and it is said what to install",
  { skip: !!globalThis.WebSocket },
  (t) => {
    const alone = directoryOf(t);
    cpSync(fileURLToPath(target), join(alone, "sqlsync"), { recursive: true });
    assert.equal(JSON.parse(readFileSync(join(alone, "sqlsync/package.json"), "utf8")).type, "module");
    const said = execFileSync(
      "node",
      [
        ...NODE,
        `${BEGIN} await open({ coordinator: "ws://127.0.0.1/sync" }).catch(({ code, message }) => console.log(code, message));`,
        new URL(`file://${alone}/sqlsync/node.js`).href,
        join(alone, "data"),
        reducer,
      ],
      { encoding: "utf8" },
    );
    assert.match(said, /^unsupported Node .* has no WebSocket, .*: install the package ws, or use Node 22\./);
  },
);
