const SOURCES = `random() AS random, hex(randomblob(8)) AS blob, datetime('now') AS now,
  unixepoch('now') AS unix, julianday('now') AS julian, CURRENT_TIMESTAMP AS stamp, date() AS date`;

function pageSide(tx) {
  return {
    tick: Date.now(),
    date: new Date().getTime(),
    dateText: new Date().toISOString(),
    called: Date(),
    math: Math.random(),
    math2: Math.random(),
    txRandom: tx.random(),
    uuid: tx.uuid(),
    timestamp: tx.timestamp,
    mutationId: tx.mutationId,
  };
}

/** Writes down whatever time and chance give it. */
export default {
  name: "chance",
  migrations: [
    `CREATE TABLE noted (key TEXT PRIMARY KEY, page TEXT, sql TEXT, stamp TEXT DEFAULT CURRENT_TIMESTAMP, roll REAL DEFAULT (random()))`,
  ],
  mutations: {
    note(tx, { key }) {
      const page = pageSide(tx);
      const sql = tx.get("SELECT " + SOURCES);
      sql.random = String(sql.random);
      tx.run("INSERT INTO noted (key, page, sql) VALUES (?, ?, ?)", [key, JSON.stringify(page), JSON.stringify(sql)]);
      return { page, sql };
    },
    /** What was matched before, and a match for the next to find. */
    matches() {
      const before = `${RegExp.$1 ?? ""}${RegExp.lastMatch ?? ""}${RegExp.input ?? ""}`;
      /(secret)/.exec("a secret of this document");
      return before;
    },
    /** Time stands still while a mutation runs, however long it takes. */
    lookTwice(tx) {
      const first = {
        tick: Date.now(),
        ...tx.get("SELECT unixepoch('now', 'subsec') AS unix, datetime('now') AS now"),
      };
      let sum = 0;
      for (let i = 0; i < 5_000_000; i++) {
        sum += i % 7;
      }
      const second = {
        tick: Date.now(),
        ...tx.get("SELECT unixepoch('now', 'subsec') AS unix, datetime('now') AS now"),
      };
      return { first, second, sum };
    },
    /** Ends the transaction under the engine, which then has to do again what shared it. */
    spoil(tx) {
      tx.run("CREATE TABLE once (id INTEGER PRIMARY KEY)");
      tx.run("INSERT INTO once VALUES (1)");
      tx.run("INSERT OR ROLLBACK INTO once VALUES (1)");
    },
  },
};
