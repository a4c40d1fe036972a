/** Everything that can happen to a list of tasks. It runs in the browser, and again on the coordinator. */
import { defineReducer, sql } from "sqlsync/reducer";

export default defineReducer({
  name: "tasks",
  // Add a migration for each change of the schema; never edit one that others have run.
  migrations: [
    "CREATE TABLE tasks (id TEXT PRIMARY KEY, title TEXT NOT NULL, done INTEGER NOT NULL DEFAULT 0, made INTEGER NOT NULL)",
  ],
  mutations: {
    add(tx, { title }: { title: string }) {
      if (title.trim() === "") tx.reject("empty", "Type a title first.");
      const id = tx.uuid();
      tx.run(sql`INSERT INTO tasks (id, title, made) VALUES (${id}, ${title.trim()}, ${tx.timestamp})`);
      return { id };
    },
    rename(tx, { id, title }: { id: string; title: string }) {
      const changed = tx.run(sql`UPDATE tasks SET title = ${title} WHERE id = ${id}`);
      if (changed === 0) tx.reject("gone", "Somebody has deleted this task.");
    },
    setDone(tx, { id, done }: { id: string; done: boolean }) {
      tx.run(sql`UPDATE tasks SET done = ${done} WHERE id = ${id}`);
    },
    remove(tx, { id }: { id: string }) {
      tx.run(sql`DELETE FROM tasks WHERE id = ${id}`);
    },
  },
});
