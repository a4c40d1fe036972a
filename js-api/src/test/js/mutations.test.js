import assert from "node:assert/strict";
import { test } from "node:test";
import { failureOf, openPage, quiet } from "./fake-browser.js";

test("a thousand mutations of one turn travel in one message, in call order", async () => {
  const { doc, worker } = await openPage();
  const before = worker.batches.length;
  await Promise.all(Array.from({ length: 1000 }, (_, i) => doc.mutate("add", { i })));
  assert.equal(worker.batches.length, before + 1);
  assert.deepEqual(
    worker.got("mutate").map(({ n }) => n),
    Array.from({ length: 1000 }, (_, i) => i + 1),
  );
  assert.equal(worker.got("mutate")[999].calls[0][1], '{"i":999}');
});

test("arguments are taken as they are at the call", async () => {
  const { doc, worker } = await openPage();
  const args = { list: [1] };
  const made = doc.mutate("add", args);
  args.list.push(2);
  await made;
  assert.equal(worker.got("mutate")[0].calls[0][1], '{"list":[1]}');
});

test("a query sent after mutations of the same turn stands behind them", async () => {
  const { doc, worker } = await openPage();
  await Promise.all([doc.mutate("a"), doc.query("select 1"), doc.mutate("b")]);
  assert.deepEqual(
    worker.batches.at(-1).map(({ t }) => t),
    ["mutate", "query", "mutate"],
  );
});

test("a receipt has the id, the result, and an outcome", async () => {
  const { doc, worker } = await openPage();
  worker.answering("mutate", ({ n }) => ({ id: `page-${n}`, results: ['{"rowid":{"$bigint":"9007199254740993"}}'] }));
  const receipt = await doc.mutate("add");
  assert.equal(receipt.id, "page-1");
  assert.deepEqual(receipt.result, { rowid: 9007199254740993n });
  assert.deepEqual(await receipt.settled, { outcome: "accepted" });
});

test("the result of mutateAll is the result of each", async () => {
  const { doc, worker } = await openPage();
  worker.answering("mutate", () => ({ id: "page-1", results: ["1", "", '"x"'] }));
  const { result } = await doc.mutateAll([["a"], ["b", 5], ["c"]]);
  assert.deepEqual(result, [1, undefined, "x"]);
  assert.deepEqual(worker.got("mutate")[0].calls, [
    ["a", ""],
    ["b", "5"],
    ["c", ""],
  ]);
});

test("mutateAll of nothing succeeds without the worker", async () => {
  const { doc, worker } = await openPage();
  const receipt = await doc.mutateAll([]);
  assert.deepEqual(receipt.result, []);
  assert.deepEqual(await receipt.settled, { outcome: "accepted" });
  assert.equal(worker.got("mutate").length, 0);
});

test("a strict mutation asks to be answered from the disk, a relaxed one does not", async () => {
  const strict = await openPage();
  await strict.doc.mutate("a");
  assert.equal(strict.worker.got("mutate")[0].strict, true);
  const relaxed = await openPage({ durability: "relaxed" });
  await relaxed.doc.mutate("a");
  assert.equal(relaxed.worker.got("mutate")[0].strict, false);
});

test("a relaxed mutation settles once the worker says that it is on disk", async () => {
  const { doc, worker } = await openPage({ durability: "relaxed" });
  const [first, second] = await Promise.all([doc.mutate("a"), doc.mutate("b")]);
  const settled = [];
  first.settled.then(() => settled.push("first"));
  second.settled.then(() => settled.push("second"));
  await quiet();
  assert.deepEqual(settled, []);
  worker.send({ t: "durable", h: 1, n: 1 });
  await quiet();
  assert.deepEqual(settled, ["first"]);
});

test("a relaxed mutation whose flush fails settles as rejected, with the reason", async () => {
  const { doc, worker } = await openPage({ durability: "relaxed" });
  const { settled } = await doc.mutate("a");
  const { q } = worker.got("mutate")[0];
  worker.send({ t: "error", q, error: { code: "quota-exceeded", message: "The disk is full.", retryable: true } });
  assert.deepEqual(await settled, { outcome: "rejected", code: "quota-exceeded", message: "The disk is full." });
});

test("the worker may forget what lies before the oldest mutation that is not settled", async () => {
  const { doc, worker } = await openPage({ durability: "relaxed" });
  const acks = async () => (await doc.mutate("a"), worker.got("mutate").at(-1).ack);
  assert.equal(await acks(), 0);
  assert.equal(await acks(), 0);
  worker.send({ t: "durable", h: 1, n: 2 });
  await quiet();
  assert.equal(await acks(), 2);
  assert.equal(await acks(), 2);
  worker.send({ t: "durable", h: 1, n: 3 });
  await quiet();
  assert.equal(await acks(), 3);
});

test("what one handle has not settled holds back the acknowledgement of another on the same document, and of no other document", async () => {
  const { doc, worker, library } = await openPage({ durability: "relaxed" });
  const same = await library.openDocument("notes", { reducer: "./notes.js" });
  const other = await library.openDocument("tasks", { reducer: "./notes.js" });
  await doc.mutate("a");
  await other.mutate("b");
  await same.mutate("c");
  assert.deepEqual(
    worker.got("mutate").map(({ n, ack }) => [n, ack]),
    [
      [1, 0],
      [2, 1],
      [3, 0],
    ],
  );
});

test("a rejection has the reducer's code as reason, the mutation and the document", async () => {
  const { doc, worker } = await openPage();
  worker.answering("mutate", () => {
    throw {
      code: "mutation-rejected",
      reason: "full",
      mutation: "add",
      message: 'The mutation "add" was rejected: full.',
    };
  });
  const error = await failureOf(doc.mutate("add"));
  assert.equal(error.name, "SqlSyncError");
  assert.deepEqual(
    [error.code, error.reason, error.mutation, error.documentId, error.retryable],
    ["mutation-rejected", "full", "add", "notes", false],
  );
});

test("a mutation that cannot be sent is a rejected promise that says where", async () => {
  const { doc, worker } = await openPage();
  const cycle = {};
  cycle.self = cycle;
  for (const [args, part] of [
    [{ due: new Date() }, /args\.due is a Date/],
    [{ list: [1, undefined] }, /args\.list\[1\] is undefined/],
    [NaN, /args is NaN/],
    [cycle, /args\.self contains itself/],
    [() => {}, /args is a function/],
    [{ "a b": Symbol() }, /args\["a b"\] is a symbol/],
  ]) {
    const error = await failureOf(doc.mutate("add", args));
    assert.equal(error.code, "invalid-argument");
    assert.match(error.message, part);
    assert.equal(error.mutation, "add");
  }
  for (const call of [
    () => doc.mutate(),
    () => doc.mutate(""),
    () => doc.mutate(5),
    () => doc.mutateAll(),
    () => doc.mutateAll("x"),
    () => doc.mutateAll(["add"]),
    () => doc.mutateAll([[1]]),
  ]) {
    assert.equal((await failureOf(call())).code, "invalid-argument");
  }
  assert.equal(worker.got("mutate").length, 0);
});

test("an answer that cannot be read fails the mutation and nothing else", async () => {
  const { doc, worker } = await openPage();
  worker.answering("mutate", ({ n }) => ({ id: "x", results: [n === 1 ? "{" : "7"] }));
  const [first, second] = await Promise.allSettled([doc.mutate("a"), doc.mutate("b")]);
  assert.equal(first.reason.code, "worker-failed");
  assert.equal(second.value.result, 7);
});
