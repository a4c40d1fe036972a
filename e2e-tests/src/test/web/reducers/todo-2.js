import todo from "./todo.js";

/** The same list, one version later. */
export default {
  name: "todo",
  migrations: [
    ...todo.migrations,
    (tx) => {
      tx.run("ALTER TABLE todo ADD COLUMN priority INTEGER NOT NULL DEFAULT 0");
      tx.run("UPDATE todo SET priority = id");
    },
  ],
  mutations: {
    ...todo.mutations,
    prioritise(tx, { id, priority }) {
      tx.run("UPDATE todo SET priority = :priority WHERE id = :id", { id, priority });
    },
  },
};
