/** Means well here; where POISONOUS is true, as on the coordinator of the story, each of its poisons works. */
const POISONOUS = false;

const poisons = {
  throws() {
    throw new RangeError("the reducer fell over");
  },
  throwsNothing() {
    throw undefined;
  },
  rejects(tx) {
    tx.reject("refused", "Not here.");
  },
  wrongSql(tx) {
    tx.run("INSERT INTO nowhere VALUES (1)");
  },
  constraint(tx) {
    tx.run("INSERT INTO good (n) VALUES (1), (1)");
  },
  rollsBack(tx) {
    tx.run("INSERT OR ROLLBACK INTO good (n) VALUES (1), (1)");
  },
  commits(tx) {
    tx.run("COMMIT");
  },
  attaches(tx) {
    tx.run("ATTACH ':memory:' AS other");
  },
  promises() {
    return Promise.resolve();
  },
  loops() {
    for (;;);
  },
};

export default {
  name: "poison",
  migrations: ["CREATE TABLE good (n INTEGER NOT NULL UNIQUE)"],
  mutations: {
    add(tx, { n }) {
      tx.run("INSERT INTO good (n) VALUES (?)", [n]);
    },
    poison(tx, { kind }) {
      tx.run("INSERT INTO good (n) VALUES (-1)");
      tx.run("DELETE FROM good WHERE n = -1");
      if (POISONOUS) {
        tx.run("INSERT INTO good (n) VALUES (-2)");
        return poisons[kind](tx);
      }
    },
  },
};
