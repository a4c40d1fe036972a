/** Keeps values as they are: the column has no affinity. */
export default {
  name: "values",
  migrations: ["CREATE TABLE kept (key TEXT PRIMARY KEY, value)"],
  mutations: {
    put(tx, { key, value }) {
      tx.run("INSERT INTO kept VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value", [key, value]);
    },
    putNamed(tx, args) {
      tx.run("INSERT INTO kept VALUES (:key, :value)", args);
    },
    /** What a mutation itself reads. */
    look(tx, { key }) {
      return tx.get("SELECT value, typeof(value) AS type FROM kept WHERE key = ?", [key]);
    },
    echo(tx, args) {
      return args;
    },
  },
};
