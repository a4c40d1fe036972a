/** Appends, and would show it if a mutation took effect twice or out of turn: nothing here is unique but the place. */
export default {
  name: "entries",
  migrations: [
    "CREATE TABLE entries (place INTEGER PRIMARY KEY AUTOINCREMENT, writer TEXT NOT NULL, n INTEGER NOT NULL)",
  ],
  mutations: {
    append(tx, { writer, n }) {
      tx.run("INSERT INTO entries (writer, n) VALUES (?, ?)", [writer, n]);
      return n;
    },
    /** Two rows that belong together, with work between them. */
    appendPair(tx, { writer, n }) {
      tx.run("INSERT INTO entries (writer, n) VALUES (?, ?)", [writer, n]);
      tx.all("SELECT sum(n) FROM entries");
      tx.run("INSERT INTO entries (writer, n) VALUES (?, ?)", [writer, -n]);
    },
  },
};
