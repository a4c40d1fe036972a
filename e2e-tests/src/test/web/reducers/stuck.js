/** Does what no reducer should, and nothing can interrupt. */
export default {
  name: "stuck",
  migrations: ["CREATE TABLE note (id INTEGER PRIMARY KEY, text TEXT NOT NULL)"],
  mutations: {
    write: (tx, { text }) => void tx.run("INSERT INTO note (text) VALUES (?)", [text]),
    loop: () => {
      for (;;);
    },
    matchForEver: () => /^(a+)+$/.test(`${"a".repeat(100)}!`),
    /** Ends, long after it was given up. */
    dawdle: (tx, { milliseconds }) => {
      const start = performance.now();
      while (performance.now() - start < milliseconds);
      tx.run("INSERT INTO note (text) VALUES ('late')");
    },
  },
};
