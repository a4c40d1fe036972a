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
    dawdle: (tx, { steps }) => {
      let state = 1;
      for (let i = 0; i < steps; i++) state = (state * 31 + i) % 1_000_003;
      tx.run("INSERT INTO note (text) VALUES (?)", [`late ${state}`]);
    },
  },
};
