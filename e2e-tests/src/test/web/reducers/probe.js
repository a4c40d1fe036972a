// The twin of ProbeReducer.java: everything that a reducer can do, and everything that can go wrong in one.
let kept = null;

const add = (tx, value) => tx.run("INSERT INTO t (a) VALUES (?)", [value]);

export default {
  name: "probe",
  migrations: ["CREATE TABLE t (a)", (tx) => tx.run("CREATE TABLE once (a TEXT NOT NULL UNIQUE) STRICT")],
  mutations: {
    add(tx, { value }) {
      add(tx, value);
    },
    reject(tx, { code, message }) {
      add(tx, "not kept");
      tx.reject(code, message);
    },
    rejectWithoutMessage(tx) {
      tx.reject("no");
    },
    rejectQuietly(tx) {
      add(tx, "not kept");
      try {
        tx.reject("first", "The first one counts.");
      } catch {
        tx.reject("second", "And not the second.");
      }
    },
    throwing(tx, { message }) {
      add(tx, "not kept");
      throw new Error(message);
    },
    catching(tx, { sql }) {
      add(tx, "kept");
      try {
        tx.run(sql);
      } catch (error) {
        add(tx, error.message);
        return error.message;
      }
    },
    run: (tx, { sql, params }) => tx.run(sql, params),
    all: (tx, { sql, params }) => tx.all(sql, params),
    get: (tx, { sql, params }) => tx.get(sql, params),
    echo: (tx, args) => args,
    context: (tx) => [tx.timestamp, tx.user, tx.uuid(), tx.uuid()],
    chance: (tx) => [tx.random(), tx.random()],
    next(tx, { value }) {
      const next = BigInt(value) + 1n;
      return Number.isSafeInteger(Number(next)) ? Number(next) : next;
    },
    notANumber: () => ({ items: [1, NaN] }),
    keep(tx) {
      kept = tx;
    },
    useKept(tx, { how }) {
      if (how === "run") add(kept, "never");
      else if (how === "uuid") kept.uuid();
      else kept.reject("no", "It is over.");
    },
  },
};
