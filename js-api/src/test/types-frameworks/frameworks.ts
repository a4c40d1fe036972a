/** What a program may write against the bindings for Vue, Svelte and Solid, and what the compiler must refuse it. Compiled, never run. */
import { createSignal } from "solid-js";
import { get, writable } from "svelte/store";
import { ref } from "vue";
import * as solid from "../../main/web/solid.js";
import { sql, type DocumentStatus, type Transaction } from "../../main/web/sqlsync.js";
import * as svelte from "../../main/web/svelte.js";
import * as vue from "../../main/web/vue.js";

const notes = {
  name: "notes",
  migrations: [],
  mutations: {
    add(tx: Transaction, args: { text: string }) {
      tx.run(sql`insert into notes values (${args.text})`);
      return { id: tx.uuid() };
    },
  },
};
type Notes = typeof notes;
interface Note {
  readonly text: string;
}
const options = { reducer: "./notes.js" };

export async function inVue() {
  const { document, phase, error } = vue.useDocument(ref("a"), { reducer: notes });
  const text: string | undefined = error.value?.code ?? phase.value;
  const { rows, loading } = vue.useQuery(document, () => sql<Note>`select text from notes`, { initialRows: [] });
  rows.value?.[0]?.text.trim();
  // @ts-expect-error It has no such column.
  rows.value?.[0]?.title;
  const mutate = vue.useMutate(document);
  const { result } = await mutate("add", { text: "milk" });
  result.id.trim();
  // @ts-expect-error There is no such mutation.
  await mutate("drop");
  const status: DocumentStatus | undefined = vue.useStatus(document).value;
  return [
    text,
    loading.value,
    status,
    vue.usePending(document).value?.[0]?.state,
    vue.useRejected(document).value?.[0]?.code,
  ];
}

export async function inSvelte() {
  const state = get(svelte.documentStore(writable("a"), writable({ reducer: notes })));
  if (state.phase !== "open") return state.error?.code;
  const { document } = state;
  const { rows, loading } = get(svelte.queryStore(document, writable(sql<Note>`select text from notes`)));
  rows?.[0]?.text.trim();
  // @ts-expect-error It has no such column.
  rows?.[0]?.title;
  (await svelte.mutator(document)("add", { text: "milk" })).result.id.trim();
  // @ts-expect-error Its arguments are missing.
  await svelte.mutator(document)("add");
  const status: DocumentStatus | undefined = get(svelte.statusStore(document));
  return [
    loading,
    status,
    get(svelte.pendingStore(document))?.[0]?.state,
    get(svelte.rejectedStore(document))?.[0]?.code,
  ];
}

export async function inSolid() {
  const [id] = createSignal("a");
  const typed = solid.createDocument(id, { reducer: notes });
  (await solid.createMutate(typed.document)("add", { text: "milk" })).result.id.trim();
  const { document, phase, error } = solid.createDocument<Notes>(id, options);
  const { rows, loading } = solid.createQuery(document, () => sql<Note>`select text from notes`);
  rows()?.[0]?.text.trim();
  // @ts-expect-error It has no such column.
  rows()?.[0]?.title;
  await solid.createMutate(document)("add", { text: "milk" });
  // @ts-expect-error There is no such mutation.
  await solid.createMutate(document)("drop");
  const status: DocumentStatus | undefined = solid.createStatus(document)();
  return [phase(), error()?.code, loading(), status, solid.createPending(document)()?.[0]?.state];
}
