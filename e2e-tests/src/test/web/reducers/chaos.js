/** A reducer that misbehaves in each way there is; `add` is the only mutation that means well. */
let kept;

export default {
  name: "chaos",
  migrations: [
    `CREATE TABLE things (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
     CREATE TABLE parts (id INTEGER PRIMARY KEY, thing INTEGER NOT NULL REFERENCES things(id));
     CREATE TRIGGER no_rollback BEFORE INSERT ON things WHEN NEW.name = 'rollback'
       BEGIN SELECT RAISE(ROLLBACK, 'the trigger says no'); END;
     CREATE TRIGGER no_abort BEFORE INSERT ON things WHEN NEW.name = 'abort'
       BEGIN SELECT RAISE(ABORT, 'the trigger aborts'); END`,
  ],
  mutations: {
    add(tx, { name }) {
      return tx.get("INSERT INTO things (name) VALUES (?) RETURNING id", [name]).id;
    },
    /** Writes, then runs whatever it is told. */
    runs(tx, { sql, params }) {
      tx.run("INSERT INTO things (name) VALUES ('left behind')");
      return tx.run(sql, params);
    },
    reads(tx, { sql, params }) {
      return tx.all(sql, params);
    },
    throwsError(tx) {
      tx.run("INSERT INTO things (name) VALUES ('left behind')");
      throw new RangeError("the reducer fell over");
    },
    throwsText() {
      throw "just text";
    },
    throwsNothing() {
      throw undefined;
    },
    rejects(tx, { code, message }) {
      tx.run("INSERT INTO things (name) VALUES ('left behind')");
      tx.reject(code, message);
    },
    /** A refusal is final, also where the reducer tries to swallow it. */
    swallowsItsRejection(tx) {
      tx.run("INSERT INTO things (name) VALUES ('left behind')");
      try {
        tx.reject("swallowed", "This was meant.");
      } catch {
        // And on it goes.
      }
    },
    /** A failed statement may be caught: only what it did is undone. */
    catchesAConstraint(tx, { name }) {
      try {
        tx.run("INSERT INTO things (name) VALUES (?)", [name]);
      } catch (error) {
        return String(error.message ?? error);
      }
      return "inserted";
    },
    async isAsync(tx) {
      tx.run("INSERT INTO things (name) VALUES ('left behind')");
      await null;
      tx.run("INSERT INTO things (name) VALUES ('left behind later')");
    },
    returnsThenable(tx) {
      tx.run("INSERT INTO things (name) VALUES ('left behind')");
      return { then() {} };
    },
    returnsFunction(tx) {
      tx.run("INSERT INTO things (name) VALUES ('left behind')");
      return () => 1;
    },
    binds(tx, { what }) {
      const odd = {
        undefined,
        NaN,
        Infinity,
        date: new Date(0),
        big: 2n ** 64n,
        map: new Map(),
        function: () => 1,
        surrogate: "\ud800",
      };
      tx.run("INSERT INTO things (name) VALUES ('left behind')");
      tx.run("INSERT INTO things (name) VALUES (?)", [odd[what]]);
    },
    /** Keeps its transaction, and uses it when it is over. */
    keepsItsTransaction(tx) {
      kept = tx;
    },
    usesTheKeptTransaction() {
      kept.run("INSERT INTO things (name) VALUES ('left behind')");
    },
    breaksAForeignKey(tx) {
      tx.run("INSERT INTO parts (thing) VALUES (4711)");
    },
  },
};
