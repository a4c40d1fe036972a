/** Statements that never end, in each place where a mutation can have one. */
const NUMBERS = "WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) ";

export default {
  name: "endless",
  migrations: ["CREATE TABLE numbers (n INTEGER NOT NULL)"],
  mutations: {
    add(tx, n) {
      tx.run("INSERT INTO numbers VALUES (?)", [n]);
    },
    limit(tx, n) {
      tx.run("DELETE FROM numbers");
      tx.run("INSERT INTO numbers VALUES (?)", [n]);
    },
    inOneStatement(tx) {
      tx.run(`INSERT INTO numbers ${NUMBERS} SELECT x FROM c WHERE x < 0`);
    },
    inAQuery(tx) {
      tx.run("INSERT INTO numbers VALUES (1)");
      return tx.get(`${NUMBERS} SELECT count(*) AS n FROM c`).n;
    },
    /** Swallows what it is told, and ends as if nothing had been. */
    andGoesOn(tx) {
      tx.run("INSERT INTO numbers VALUES (1)");
      try {
        tx.all(`${NUMBERS} SELECT count(*) FROM c`);
      } catch {
        return "nothing happened";
      }
    },
    inManyStatements(tx) {
      for (;;) tx.all(`${NUMBERS} SELECT x FROM c LIMIT 1000`);
    },
  },
};
