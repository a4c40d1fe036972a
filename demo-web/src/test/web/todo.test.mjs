import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import todo from "../../main/web/todo.js";
import { emptyDocument, Rejected } from "./sqlite-transaction.mjs";

let document;
let list;

beforeEach(async () => {
  document = await emptyDocument(todo);
  list = document.mutate("createList", { name: "Home" }).id;
});

const tasks = () => document.all("SELECT title, done FROM tasks ORDER BY position");
const refused = (code) => (problem) => problem instanceof Rejected && problem.code === code;

test("tasks are kept in the order in which they were added", () => {
  for (const title of ["one", "two", "three"]) document.mutate("addTask", { list, title });
  assert.deepEqual(
    tasks().map((task) => task.title),
    ["one", "two", "three"],
  );
});

test("names are trimmed, and empty ones are refused", () => {
  document.mutate("addTask", { list, title: "  milk " });
  assert.deepEqual(tasks(), [{ title: "milk", done: 0 }]);
  for (const name of ["", "   ", undefined, 7])
    assert.throws(() => document.mutate("createList", { name }), refused("empty"));
  assert.throws(() => document.mutate("addTask", { list, title: "x".repeat(501) }), refused("too-long"));
});

test("a task is done, undone and renamed", () => {
  const { id } = document.mutate("addTask", { list, title: "milk" });
  document.mutate("setDone", { id, done: true });
  document.mutate("renameTask", { id, title: "oat milk" });
  assert.deepEqual(tasks(), [{ title: "oat milk", done: 1 }]);
  document.mutate("setDone", { id, done: false });
  assert.deepEqual(tasks(), [{ title: "oat milk", done: 0 }]);
});

test("a deleted task comes back where it was, once", () => {
  const [, second] = ["one", "two", "three"].map((title) => document.mutate("addTask", { list, title }));
  const task = document.mutate("deleteTask", second);
  assert.deepEqual(
    tasks().map((each) => each.title),
    ["one", "three"],
  );
  document.mutate("restoreTask", { task });
  document.mutate("restoreTask", { task });
  assert.deepEqual(
    tasks().map((each) => each.title),
    ["one", "two", "three"],
  );
});

test("deleting what another tab has deleted does nothing", () => {
  assert.equal(document.mutate("deleteTask", { id: "gone" }), null);
  document.mutate("deleteList", { id: "gone" });
});

test("a list takes its tasks with it, and then takes no more", () => {
  document.mutate("addTask", { list, title: "milk" });
  document.mutate("deleteList", { id: list });
  assert.deepEqual(tasks(), []);
  assert.throws(() => document.mutate("addTask", { list, title: "milk" }), refused("no-such-list"));
  assert.throws(() => document.mutate("renameList", { id: list, name: "x" }), refused("no-such-list"));
});

test("only the tasks of this list that are done are cleared", () => {
  const other = document.mutate("createList", { name: "Work" }).id;
  for (const each of [list, other]) {
    document.mutate("addTask", { list: each, title: "open" });
    document.mutate("setDone", { id: document.mutate("addTask", { list: each, title: "finished" }).id, done: true });
  }
  document.mutate("clearDone", { list });
  assert.deepEqual(
    tasks()
      .map((task) => task.title)
      .sort(),
    ["finished", "open", "open"],
  );
});

test("a notebook has one name, the newest", () => {
  for (const name of ["Home", " Garden "]) document.mutate("nameNotebook", { name });
  assert.deepEqual(document.all("SELECT name FROM about"), [{ name: "Garden" }]);
  assert.throws(() => document.mutate("nameNotebook", { name: " " }), refused("empty"));
});

test("the first list is made once, also after it was deleted", () => {
  const first = document.mutate("greet", { list: "First steps", tasks: ["one", "two"] });
  assert.equal(tasks().length, 2);
  document.mutate("deleteList", first);
  assert.equal(document.mutate("greet", { list: "First steps", tasks: ["one"] }), null);
  assert.equal(tasks().length, 0);
});
