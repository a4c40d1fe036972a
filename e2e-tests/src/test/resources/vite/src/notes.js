export default {
  name: "notes",
  migrations: ["CREATE TABLE notes (text TEXT NOT NULL)"],
  mutations: {
    add(tx, { text }) {
      tx.run("INSERT INTO notes VALUES (?)", [text]);
    },
  },
};
