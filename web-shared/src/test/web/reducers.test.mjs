import assert from "node:assert/strict";
import { test } from "node:test";

import { checkReducer, mutationNames, runMigration, runMutation } from "../../main/web/reducers.js";
import { Transaction } from "../../main/web/transaction.js";

const silent = { run: () => 0, rows: () => [], random: () => 0.25, uuid: () => "u" };
const transaction = (engine = silent) => new Transaction(engine, 1_000, "page-1", null, null);
const random = () => 0.25;
const withMutation = (work) => ({ name: "t", migrations: [], mutations: { work } });
const whole = (work, args = "", tx = transaction()) => runMutation(withMutation(work), "work", args, tx, random);
const run = (...all) => {
  const { thrown, ...end } = whole(...all);
  return end;
};

test("a reducer is checked before it runs, and each fault has its sentence", () => {
  const good = { name: "t", migrations: ["CREATE TABLE t (a)", () => {}], mutations: { a() {} } };
  assert.equal(checkReducer({ default: good }, "r.js"), good);
  const faults = [
    [{}, /has no default export/],
    [{ default: null }, /exports as its default null/],
    [{ default: () => {} }, /exports as its default a function/],
    [{ default: Promise.resolve(good) }, /exports as its default a promise/],
    [{ default: { ...good, name: undefined } }, /has no name/],
    [{ default: { ...good, name: "" } }, /has no name/],
    [{ default: { ...good, name: "n".repeat(129) } }, /has a name of 129 characters; 128 is the most/],
    [{ default: { ...good, migrations: undefined } }, /has no migrations/],
    [{ default: { ...good, migrations: "CREATE" } }, /has no migrations/],
    [{ default: { ...good, migrations: ["", 7] } }, /has a migration 1 that is neither/],
    [{ default: { ...good, mutations: undefined } }, /has no mutations/],
    [{ default: { ...good, mutations: { a() {}, b: 1 } } }, /a mutation "b" that is not a function/],
  ];
  for (const [module, sentence] of faults) assert.throws(() => checkReducer(module, "r.js"), sentence);
});

test("a mutation of Object.prototype is not one of the reducer", () => {
  assert.deepEqual(mutationNames(withMutation(() => {})), ["work"]);
});

test("arguments and results pass as values", () => {
  const end = run((tx, args) => ({ twice: [args.n, args.n] }), '{"n":{"$bigint":"12"}}');
  assert.deepEqual(end, { text: '{"twice":[{"$bigint":"12"},{"$bigint":"12"}]}' });
  assert.deepEqual(
    run((tx, args) => args),
    { text: "" },
  );
});

test("a result that cannot be stored takes the mutation back", () => {
  assert.deepEqual(
    run(() => ({ when: new Date(0) })),
    {
      reason: "threw",
      message: "result.when is a Date; only plain objects, arrays and Uint8Array can be stored.",
    },
  );
});

test("whatever is thrown has a message", () => {
  assert.deepEqual(
    run(() => {
      throw new Error("no");
    }),
    { reason: "threw", message: "no" },
  );
  assert.deepEqual(
    run(() => {
      throw "plain";
    }),
    { reason: "threw", message: "The reducer threw plain, which is not an Error." },
  );
  assert.deepEqual(
    run(() => {
      throw undefined;
    }),
    { reason: "threw", message: "The reducer threw undefined, which is not an Error." },
  );
  assert.deepEqual(
    run(() => {
      throw Object.create(null);
    }),
    { reason: "threw", message: "The reducer threw something that cannot be described." },
  );
});

test("what is thrown is told with its name and place", () => {
  const { thrown } = whole(() => {
    throw new RangeError("no");
  });
  assert.deepEqual([thrown.name, thrown.message], ["RangeError", "no"]);
  assert.match(thrown.stack, /reducers\.test\.mjs:\d+/);
  assert.match(whole((tx, { text }) => text).thrown.stack, /reducers\.test\.mjs:\d+/);
  assert.ok(
    whole(() => {
      throw new Error("x".repeat(100_000));
    }).thrown.stack.length <= 4_000,
  );
  assert.equal(
    whole(() => {
      throw "plain";
    }).thrown,
    null,
  );
  assert.equal(
    whole(() => {
      throw Object.defineProperty(new Error(), "stack", {
        get() {
          throw 1;
        },
      });
    }).thrown,
    null,
  );
});

test("a statement that fails throws an error with SQLite's result code and the reducer's line", () => {
  const codes = [2067, 0, 1];
  const failing = () => {
    throw new TypeError("UNIQUE constraint failed");
  };
  const statements = ["INSERT", `\n SELECT\tx,\r\n\0 '${"y".repeat(88)}😀' `, null];
  const tx = () =>
    transaction({
      ...silent,
      run: failing,
      rows: failing,
      failed: () => statements.shift(),
      resultCode: () => codes.shift(),
    });
  const caught = (call) => {
    try {
      call(tx());
    } catch (error) {
      return error;
    }
  };
  const [first, second, third] = [(tx) => tx.run("a"), (tx) => tx.all("b"), (tx) => tx.get("c")].map(caught);
  assert.deepEqual(
    [first, second, third].map((error) => error.resultCode),
    [2067, undefined, undefined],
  );
  assert.ok(!("resultCode" in second));
  const said = [
    "UNIQUE constraint failed (in: INSERT)",
    `UNIQUE constraint failed (in: SELECT x, '${"y".repeat(88)}…)`,
    "UNIQUE constraint failed",
  ];
  assert.deepEqual(
    [first, second, third].map((error) => error.message),
    said,
  );
  for (const { constructor, stack } of [first, second, third]) {
    assert.equal(constructor, Error);
    assert.match(stack, /reducers\.test\.mjs:\d+/);
  }
  assert.equal(caught((tx) => tx.run(7)).message, "A query is a text or a query made by sql`…`.");
});

test("arguments that are not what the mutation expects are shown, but not all of them", () => {
  const expecting = (tx, { text }) => text.length;
  assert.match(run(expecting).message, /^The mutation "work", called without arguments: Cannot destructure/);
  assert.match(
    run(expecting, '{"text":null}').message,
    /^The mutation "work", called with \{"text":null\}: Cannot read/,
  );
  assert.match(
    run(expecting, `{"other":"${"x".repeat(1000)}"}`).message,
    /^The mutation "work", called with \{"other":"x{70}…: Cannot read/,
  );
});

test("a rejection counts, also where the reducer caught it", () => {
  const refusing = (tx) => {
    try {
      tx.reject("full", "No room.");
    } catch {
      return 1;
    }
  };
  assert.deepEqual(run(refusing), { reason: "full", message: "No room." });
  assert.deepEqual(
    run((tx) => tx.reject("full")),
    { reason: "full", message: "The mutation was rejected: full." },
  );
});

test("a promise is refused", () => {
  assert.equal(run(async () => {}).reason, "async");
  assert.equal(run(() => Promise.reject(new Error("later"))).reason, "async");
  const reducer = { migrations: [async () => {}] };
  assert.equal(runMigration(reducer, 0, transaction(), random).reason, "async");
});

test("while a mutation runs, time and chance are its own, and real before and after", () => {
  const keptDate = Date,
    keptRandom = Math.random;
  const look = () => [
    Date.now(),
    new Date().getTime(),
    Date.parse(Date()),
    keptDate.now(),
    Math.random(),
    keptRandom(),
  ];
  assert.deepEqual(run(look).text, "[1000,1000,1000,1000,0.25,0.25]");
  assert.ok(Date.now() > 1_700_000_000_000);
  assert.equal(
    run(() => {
      throw new Error("no");
    }).reason,
    "threw",
  );
  assert.ok(Date.now() > 1_700_000_000_000 && Math.random() !== 0.25);
  assert.ok(new Date() instanceof Date && new Date(5).getTime() === 5 && new Date(2020, 0).getFullYear() === 2020);
  class Later extends Date {
    plus() {
      return this.getTime() + 1;
    }
  }
  assert.equal(new Later(1).plus(), 2);
});

test("a query is text with parameters, or brings its own", () => {
  const asked = [];
  const tx = transaction({
    ...silent,
    run: (...all) => asked.push(all),
    rows: (...all) => {
      asked.push(all);
      return [{ a: 1 }, { a: 2 }];
    },
  });
  tx.run("a", [1]);
  tx.run({ sql: "b", params: [2] });
  assert.deepEqual(tx.all("c", { d: 1 }), [{ a: 1 }, { a: 2 }]);
  assert.deepEqual(tx.get("e"), { a: 1 });
  assert.deepEqual(asked, [
    ["a", [1]],
    ["b", [2]],
    ["c", { d: 1 }, Infinity, false],
    ["e", undefined, 1, false],
  ]);
  assert.throws(() => tx.run({ sql: "b", params: [2] }, [1]), /brings its own parameters/);
  assert.throws(() => tx.run(7), /A query is a text/);
});

test("a query that maps its rows makes them of the values in column order", () => {
  const asked = [];
  const rows = [
    [1, "x"],
    [2, "y"],
  ];
  const tx = transaction({ ...silent, rows: (...all) => (asked.push(all), rows.slice(0, all[2])), run: () => 3 });
  const query = { sql: "a", params: [], map: (...given) => given };
  assert.deepEqual(tx.all(query), [[[1, "x"]], [[2, "y"]]]);
  assert.deepEqual(tx.get(query), [[1, "x"]]);
  rows.length = 0;
  assert.equal(tx.get(query), undefined);
  assert.equal(tx.run(query), 3);
  assert.deepEqual(
    asked.map(([, , rowsMax, arrays]) => [rowsMax, arrays]),
    [
      [Infinity, true],
      [1, true],
      [1, true],
    ],
  );
});

test("what a page would call names what a reducer calls", () => {
  const { message } = whole((tx) => tx.query("SELECT 1")).thrown;
  assert.match(message, /^A transaction has no query\(\): tx\.all\(\) gives all rows/);
});

test("a transaction that is over can't be used any more", () => {
  let kept;
  assert.equal(
    run((tx) => {
      kept = tx;
    }).text,
    "",
  );
  for (const use of [
    () => kept.run("a"),
    () => kept.all("a"),
    () => kept.get("a"),
    () => kept.random(),
    () => kept.uuid(),
    () => kept.reject("a"),
  ]) {
    assert.throws(use, /The mutation is over/);
  }
});

test("a migration is text or a function", () => {
  const asked = [];
  const tx = () => transaction({ ...silent, run: (...all) => asked.push(all) });
  const reducer = { migrations: ["CREATE TABLE t (a)", (it) => it.run("INSERT", [1])] };
  assert.deepEqual(runMigration(reducer, 0, tx(), random), { text: "" });
  assert.deepEqual(runMigration(reducer, 1, tx(), random), { text: "" });
  assert.deepEqual(asked, [
    ["CREATE TABLE t (a)", undefined],
    ["INSERT", [1]],
  ]);
});

test("claims are what was encoded, and nothing in them can be changed", () => {
  const claims = '{"role":"admin","teams":["a",{"b":1}],"tag":{"$$x":1},"big":{"$bigint":"9007199254740993"}}';
  const tx = new Transaction(silent, 1_000, "page-1", "ann", claims);
  assert.deepEqual(tx.claims, { role: "admin", teams: ["a", { b: 1 }], tag: { $x: 1 }, big: 9007199254740993n });
  assert.equal(tx.claims, tx.claims);
  for (const part of [tx.claims, tx.claims.teams, tx.claims.teams[1], tx.claims.tag]) assert.ok(Object.isFrozen(part));
  assert.deepEqual(transaction().claims, {});
});
