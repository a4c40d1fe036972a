/** A script on Node's files, in TypeScript: compiled, never run. */
import { configure, importDocument, listDocuments, openDocument, sql, SqlSyncError } from "../../main/node/node.js";
import type { DocumentInfo, OpenOptions, SqlDocument, Transaction } from "../../main/node/node.js";

type Notes = { add: { text: string } };
const options: OpenOptions = { reducer: "./notes.js", coordinator: "wss://example.org/sync", token: async () => "t" };

export async function script(tx: Transaction): Promise<DocumentInfo[]> {
  configure({ directory: new URL("./data", import.meta.url) });
  // @ts-expect-error: files lie beside the script
  configure({ directory: "./data", workerUrl: "/worker.js" });
  const doc: SqlDocument<Notes> = await openDocument<Notes>("notes", options);
  await doc.mutate("add", { text: "x" });
  // @ts-expect-error: there is no such mutation
  await doc.mutate("remove");
  const copy = await importDocument("copy", await doc.export(), { reducer: "./notes.js", schemaVersion: 1 });
  try {
    await copy.query<{ text: string }>(sql`SELECT text FROM notes LIMIT ${1}`);
  } catch (error) {
    if (!(error instanceof SqlSyncError)) throw error;
  }
  tx.random();
  return listDocuments();
}
