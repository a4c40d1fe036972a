/** The list that every story understands. */
export default {
  name: "todo",
  migrations: [`CREATE TABLE todo (id INTEGER PRIMARY KEY, text TEXT NOT NULL, done INTEGER NOT NULL DEFAULT 0)`],
  mutations: {
    add(tx, { text }) {
      return tx.get("INSERT INTO todo (text) VALUES (?) RETURNING id", [text]);
    },
    finish(tx, { id }) {
      if (tx.run("UPDATE todo SET done = 1 WHERE id = ?", [id]) === 0) {
        tx.reject("no-such-item", "There is no item " + id + ".");
      }
    },
    clear(tx) {
      return tx.run("DELETE FROM todo");
    },
  },
};
