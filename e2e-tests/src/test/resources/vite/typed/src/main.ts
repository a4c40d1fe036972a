import { openDocument } from "sqlsync";
import notes from "./notes.reducer.ts";

const document = await openDocument("typed", { reducer: notes });
const { result } = await document.mutate("add", { text: "milk" });
window.document.title = `${result.label} ${result.code}: ${result.count} of ${result.columns}`;
