/** Pairs that two may want at once. What takes effect writes itself down: twice, where it took effect twice. */
const note = (tx, writer, n) => tx.run("INSERT INTO done (writer, n) VALUES (?, ?)", [writer, n]);

export default {
  name: "contested",
  migrations: [
    `CREATE TABLE pairs (key TEXT PRIMARY KEY, value TEXT NOT NULL);
     CREATE TABLE done (place INTEGER PRIMARY KEY AUTOINCREMENT, writer TEXT NOT NULL, n INTEGER NOT NULL)`,
  ],
  mutations: {
    add(tx, { writer, n, key }) {
      tx.run("INSERT INTO pairs (key, value) VALUES (?, ?)", [key, writer]);
      note(tx, writer, n);
    },
    edit(tx, { writer, n, key }) {
      if (tx.run("UPDATE pairs SET value = ? WHERE key = ?", [writer, key]) === 0)
        tx.reject("no-such-pair", "There is no " + key + ".");
      note(tx, writer, n);
    },
    remove(tx, { writer, n, key }) {
      if (tx.run("DELETE FROM pairs WHERE key = ?", [key]) === 0) tx.reject("no-such-pair", "There is no " + key + ".");
      note(tx, writer, n);
    },
  },
};
