export default {
  name: "notes",
  migrations: ["CREATE TABLE notes (id TEXT PRIMARY KEY, text TEXT NOT NULL, made INTEGER NOT NULL)"],
  mutations: {
    add(tx, { text }) {
      if (!text) tx.reject("empty", "Type a note first.");
      tx.run("INSERT INTO notes VALUES (?, ?, ?)", [tx.uuid(), text, tx.timestamp]);
    },
  },
};
