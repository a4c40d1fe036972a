/** Queries of Kysely keep the type of their rows. Compiled, never run. */
import type { Generated } from "kysely";
import { createKysely, toSql } from "../../main/web/kysely.js";
import { useQuery } from "../../main/web/react.js";
import type { SqlDocument, Transaction } from "../../main/web/sqlsync.js";

interface Database {
  notes: { id: Generated<number>; text: string; list: string | null };
  lists: { id: string; name: string };
}

export async function inPage(document: SqlDocument) {
  const db = createKysely<Database>(document);
  const joined = db
    .selectFrom("notes as n")
    .leftJoin("lists as l", "l.id", "n.list")
    .select(["n.text", "l.name as list", "l.id as listId"]);
  const [row] = await document.query(toSql(joined));
  const list: string | null | undefined = row?.list;
  document.subscribe(toSql(joined), (rows) => rows[0]?.text.trim());
  const { rows } = useQuery(document, toSql(joined));
  // @ts-expect-error It has no such column.
  rows?.[0]?.title;
  // @ts-expect-error There is no such table.
  db.selectFrom("tasks");
  return [list, rows?.[0]?.text.length, await joined.execute()];
}

export function inReducer(tx: Transaction) {
  const db = createKysely<Database>();
  tx.run(toSql(db.insertInto("notes").values({ text: "milk" })));
  const text: string | undefined = tx.get(toSql(db.selectFrom("notes").select("text")))?.text;
  return text;
}
