/** Means well on devices; where POISONOUS is true, as on the coordinator of PoisonIT, each of its poisons works. */
const POISONOUS = false;

const deeper = (n) => deeper(n + 1) + 1;

const poisons = {
  throws() {
    throw new RangeError("the reducer fell over");
  },
  throwsText() {
    throw "just text";
  },
  throwsNothing() {
    throw undefined;
  },
  rejects(tx) {
    tx.reject("refused", "Not here.");
  },
  rejectsAtLength(tx) {
    tx.reject("refused".repeat(100_000), "Not here. ".repeat(100_000));
  },
  swallowsItsRejection(tx) {
    try {
      tx.reject("swallowed", "This was meant.");
    } catch {
      // And on it goes.
    }
  },
  syntaxError(tx) {
    tx.run("INSERT INTO INTO good");
  },
  noSuchTable(tx) {
    tx.run("INSERT INTO nowhere VALUES (1)");
  },
  unique(tx) {
    tx.run("INSERT INTO good (n) VALUES (-3), (-3)");
  },
  foreignKey(tx) {
    tx.run("INSERT INTO parts (good) VALUES (4711)");
  },
  rollsBack(tx) {
    tx.run("INSERT OR ROLLBACK INTO good (n) VALUES (-3), (-3)");
  },
  commits(tx) {
    tx.run("COMMIT");
  },
  attaches(tx) {
    tx.run("ATTACH ':memory:' AS other");
  },
  bindsWhatIsNoValue(tx) {
    tx.run("INSERT INTO good (n) VALUES (?)", [new Map()]);
  },
  readsItsArgumentsWrongly(tx, { kind }) {
    return kind.no.such.thing;
  },
  promises() {
    return Promise.resolve();
  },
  returnsFunction() {
    return () => 1;
  },
  recurses() {
    return deeper(0);
  },
  recursesInSql(tx) {
    tx.all("SELECT " + "(".repeat(5_000) + "1" + ")".repeat(5_000));
  },
  loops() {
    for (;;);
  },
  loopsInSql(tx) {
    tx.all("WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT count(*) FROM n");
  },
  loopsOverSql(tx) {
    for (;;) tx.get("SELECT 1");
  },
};

/** Too much of something that is no harm otherwise. */
const excesses = {
  result() {
    return "x".repeat(7 << 20);
  },
  rows(tx) {
    return tx.all(
      "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < 5000) SELECT x, 'row ' || x AS text FROM n",
    ).length;
  },
  pages(tx) {
    tx.run("INSERT INTO bulk (bytes) VALUES (zeroblob(3000000))");
  },
};

export default {
  name: "poison",
  migrations: [
    `CREATE TABLE good (n INTEGER PRIMARY KEY, text TEXT);
     CREATE TABLE parts (id INTEGER PRIMARY KEY, good INTEGER NOT NULL REFERENCES good(n));
     CREATE TABLE bulk (id INTEGER PRIMARY KEY, bytes BLOB)`,
  ],
  mutations: {
    add(tx, { n, text }) {
      tx.run("INSERT INTO good (n, text) VALUES (?, ?)", [n, text ?? null]);
    },
    /** Keeps what it is given, whatever that is. */
    keep(tx, args) {
      tx.run("INSERT INTO good (n, text) VALUES (?, ?)", [args.n, String(JSON.stringify(args.value).length)]);
    },
    poison(tx, { kind }) {
      tx.run("INSERT INTO good (n) VALUES (-1)");
      tx.run("DELETE FROM good WHERE n = -1");
      if (POISONOUS) {
        tx.run("INSERT INTO good (n) VALUES (-2)");
        return poisons[kind](tx, { kind });
      }
    },
    exceed(tx, { kind }) {
      return excesses[kind](tx);
    },
  },
};
