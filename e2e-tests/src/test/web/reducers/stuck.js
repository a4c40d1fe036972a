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
    /** Ends, long after it was given up: there is no clock to wait by, so it counts. */
    dawdle: (tx, { rounds }) => {
      let state = 1;
      for (let round = 0; round < rounds; round++) {
        for (let i = 0; i < 1_000_000; i++) state = (state * 31 + i) % 1_000_003;
      }
      tx.run("INSERT INTO note (text) VALUES (?)", [`late ${state}`]);
    },
  },
};
