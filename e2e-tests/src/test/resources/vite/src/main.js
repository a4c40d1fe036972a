import { openDocument, sql, storageInfo } from "sqlsync";

const notes = await openDocument("notes", { reducer: new URL("./notes.js?no-inline", import.meta.url) });
await notes.mutate("add", { text: "milk" });
const [{ n }] = await notes.query(sql`SELECT count(*) AS n FROM notes`);
const { backend } = await storageInfo();
document.title = `${n} in ${backend}`;
