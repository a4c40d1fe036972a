/** Letters, in versions that differ by what SkewIT writes where these marks stand. */
export default {
  name: "letters",
  migrations: ["CREATE TABLE letters (id INTEGER PRIMARY KEY, text TEXT NOT NULL)" /* migration */],
  mutations: {
    write(tx, { text }) {
      tx.run("INSERT INTO letters (text) VALUES (?)", [text]);
    },
    /** Refused where there is none. */
    seal(tx, { text }) {
      if (tx.run("UPDATE letters SET text = text || '.' WHERE text = ?", [text]) === 0)
        tx.reject("no-letter", "There is no such letter.");
    },
    burn(tx) {
      tx.run("DELETE FROM letters");
    },
    /* mutation */
  },
};
