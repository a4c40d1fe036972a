/** A reducer, as an application has one. */
export default {
  name: "tasks",
  migrations: [
    "CREATE TABLE tasks (id TEXT PRIMARY KEY, title TEXT NOT NULL, by_user TEXT, at INTEGER)",
    (tx) => tx.run("ALTER TABLE tasks ADD COLUMN done INTEGER NOT NULL DEFAULT 0"),
  ],
  mutations: {
    add(tx, { id = tx.uuid(), title }) {
      if (title === "") tx.reject("no-title", "A task needs a title.");
      tx.run("INSERT INTO tasks (id, title, by_user, at) VALUES (?, ?, ?, ?)", [id, title, tx.user, Date.now()]);
      return id;
    },
    finish: (tx, { id }) => tx.run("UPDATE tasks SET done = 1 WHERE id = ?", [id]),
  },
};
