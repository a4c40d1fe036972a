/** Returns as much as it is asked for. */
export default {
  name: "limits",
  migrations: ["CREATE TABLE notes (id INTEGER PRIMARY KEY)"],
  mutations: {
    text(tx, chars) {
      tx.run("INSERT INTO notes DEFAULT VALUES");
      return "x".repeat(chars);
    },
    nested(tx, levels) {
      tx.run("INSERT INTO notes DEFAULT VALUES");
      let value = 1;
      for (let i = 0; i < levels; i++) value = [value];
      return value;
    },
  },
};
