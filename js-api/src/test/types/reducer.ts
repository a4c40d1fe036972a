/** What the source of a reducer may be, against `reducer.d.ts`. Compiled, never run. */
import {
  defineReducer,
  sql,
  type MutationFunctions,
  type Params,
  type Row,
  type SqlQuery,
  type SqlValue,
  type StatementError,
  type Transaction,
} from "../../main/web/reducer.js";
import { openDocument, type MutationsOf, type Reducer, type ResultOf } from "../../main/web/sqlsync.js";

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
const same = <T extends true>(): T | void => {};

const notes = defineReducer({
  name: "notes",
  migrations: ["create table notes (id text, text text)", (tx) => void tx.run("delete from notes")],
  mutations: {
    add(tx, { text }: { text: string }) {
      same<Equal<typeof tx, Transaction>>();
      const id = tx.uuid();
      tx.run(sql`insert into notes values (${id}, ${text})`);
      return { id };
    },
    count: (tx) => tx.get<{ n: number }>("select count(*) n from notes")?.n ?? 0,
    clear(tx, args?: { keep: number }) {
      // @ts-expect-error There is no such method.
      tx.exec("delete from notes");
      tx.run("delete from notes where rowid > ?", [args?.keep ?? 0]);
    },
    refuse(tx): never {
      return tx.reject("no");
    },
  },
});

notes satisfies Reducer;
notes.mutations satisfies MutationFunctions;
same<Equal<typeof notes.name, "notes">>();
same<Equal<MutationsOf<typeof notes>["add"], { text: string }>>();
same<Equal<MutationsOf<typeof notes>["count"], undefined>>();
same<Equal<ResultOf<typeof notes, "add">, { id: string }>>();
same<Equal<ResultOf<typeof notes, "clear">, undefined>>();

export async function aPage() {
  const doc = await openDocument("a", { reducer: notes });
  const { result } = await doc.mutate("add", { text: "milk" });
  result.id.trim();
  (await doc.mutate("count")).result.toFixed();
  await doc.mutate("clear");
  // @ts-expect-error Its arguments are missing.
  await doc.mutate("add");
  // @ts-expect-error It takes none.
  await doc.mutate("count", 5);
}

// @ts-expect-error A reducer has migrations.
defineReducer({ name: "a", mutations: {} });
// @ts-expect-error A mutation is a function.
defineReducer({ name: "a", migrations: [], mutations: { add: 1 } });

export const otherTypes = (query: SqlQuery<Row>, params: Params, value: SqlValue, error: StatementError) =>
  [query.sql, params, value, error.resultCode] as const;
