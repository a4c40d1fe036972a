/**
 * The reducer of the demo: the schema of a document with lists of tasks, and everything that can happen to one.
 * It runs in the browser's worker and on the coordinator, and does the same in both.
 *
 * @typedef {import("./sqlsync/sqlsync.js").Transaction} Transaction
 */

const schema = `
  CREATE TABLE lists (
    id TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    position INTEGER NOT NULL
  ) STRICT;

  CREATE TABLE tasks (
    id TEXT NOT NULL PRIMARY KEY,
    list TEXT NOT NULL REFERENCES lists (id) ON DELETE CASCADE,
    title TEXT NOT NULL,
    done INTEGER NOT NULL DEFAULT 0,
    position INTEGER NOT NULL,
    made INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX tasks_by_list ON tasks (list, position);

  CREATE TABLE greeted (once INTEGER NOT NULL PRIMARY KEY) STRICT;
`;

/** What a notebook, that is a whole document, is called. */
const about = "CREATE TABLE about (one INTEGER NOT NULL PRIMARY KEY CHECK (one = 1), name TEXT NOT NULL) STRICT";

const titleCharsMax = 500;

/** Trimmed, or the mutation is refused and nothing happens. @param {Transaction} tx @param {unknown} value @param {string} what */
function text(tx, value, what) {
  const trimmed = typeof value === "string" ? value.trim() : "";
  if (trimmed === "") tx.reject("empty", `${what} needs a name.`);
  if (trimmed.length > titleCharsMax) tx.reject("too-long", `${what} has at most ${titleCharsMax} characters.`);
  return trimmed;
}

/** @param {Transaction} tx @param {string} list */
function requireList(tx, list) {
  if (!tx.get("SELECT 1 FROM lists WHERE id = ?", [list]))
    tx.reject("no-such-list", "This list was deleted. Make another one if it is still needed.");
}

/** @param {Transaction} tx @param {string} task */
function requireTask(tx, task) {
  if (!tx.get("SELECT 1 FROM tasks WHERE id = ?", [task])) {
    tx.reject("no-such-task", "This task was deleted. Add it again if it is still needed.");
  }
}

/** @param {Transaction} tx @param {string} name */
function insertList(tx, name) {
  const id = tx.uuid();
  tx.run("INSERT INTO lists (id, name, position) SELECT ?, ?, coalesce(max(position), 0) + 1 FROM lists", [id, name]);
  return id;
}

/** @param {Transaction} tx @param {string} list @param {string} title */
function insertTask(tx, list, title) {
  const id = tx.uuid();
  tx.run(
    "INSERT INTO tasks (id, list, title, position, made) SELECT ?, ?, ?, coalesce(max(position), 0) + 1, ? FROM tasks WHERE list = ?",
    [id, list, title, tx.timestamp, list],
  );
  return id;
}

export default {
  name: "todo",
  migrations: [schema, about],
  mutations: {
    /** A first list, once in the life of a document. @param {Transaction} tx @param {{ list: string, tasks: string[] }} args */
    greet(tx, { list, tasks }) {
      if (tx.run("INSERT OR IGNORE INTO greeted (once) VALUES (1)") === 0) return null;
      const id = insertList(tx, list);
      for (const title of tasks) insertTask(tx, id, title);
      return { id };
    },

    /** @param {Transaction} tx @param {{ name: string }} args */
    nameNotebook(tx, { name }) {
      const called = text(tx, name, "A notebook");
      tx.run("INSERT INTO about (one, name) VALUES (1, ?) ON CONFLICT (one) DO UPDATE SET name = excluded.name", [
        called,
      ]);
    },

    /** @param {Transaction} tx @param {{ name: string }} args */
    createList(tx, { name }) {
      return { id: insertList(tx, text(tx, name, "A list")) };
    },

    /** @param {Transaction} tx @param {{ id: string, name: string }} args */
    renameList(tx, { id, name }) {
      requireList(tx, id);
      tx.run("UPDATE lists SET name = ? WHERE id = ?", [text(tx, name, "A list"), id]);
    },

    /** Its tasks go with it. @param {Transaction} tx @param {{ id: string }} args */
    deleteList(tx, { id }) {
      tx.run("DELETE FROM lists WHERE id = ?", [id]);
    },

    /** @param {Transaction} tx @param {{ list: string, title: string }} args */
    addTask(tx, { list, title }) {
      requireList(tx, list);
      return { id: insertTask(tx, list, text(tx, title, "A task")) };
    },

    /** @param {Transaction} tx @param {{ id: string, title: string }} args */
    renameTask(tx, { id, title }) {
      requireTask(tx, id);
      tx.run("UPDATE tasks SET title = ? WHERE id = ?", [text(tx, title, "A task"), id]);
    },

    /** @param {Transaction} tx @param {{ id: string, done: boolean }} args */
    setDone(tx, { id, done }) {
      requireTask(tx, id);
      tx.run("UPDATE tasks SET done = ? WHERE id = ?", [done ? 1 : 0, id]);
    },

    /** Returns what was deleted, so that it can be restored. @param {Transaction} tx @param {{ id: string }} args */
    deleteTask(tx, { id }) {
      const task = tx.get("SELECT * FROM tasks WHERE id = ?", [id]);
      tx.run("DELETE FROM tasks WHERE id = ?", [id]);
      return task ?? null;
    },

    /** Takes what `deleteTask` returned. @param {Transaction} tx @param {{ task: import("./sqlsync/sqlsync.js").Row }} args */
    restoreTask(tx, { task }) {
      requireList(tx, String(task.list));
      tx.run(
        "INSERT OR IGNORE INTO tasks (id, list, title, done, position, made) VALUES (:id, :list, :title, :done, :position, :made)",
        task,
      );
    },

    /** @param {Transaction} tx @param {{ list: string }} args */
    clearDone(tx, { list }) {
      tx.run("DELETE FROM tasks WHERE list = ? AND done = 1", [list]);
    },
  },
};
