/** What a program may write against `react.d.ts`, and what the compiler must refuse it. Compiled, never run. */
import {
  useDocument,
  useDraft,
  useMutate,
  usePending,
  useQuery,
  useRejected,
  useStatus,
  useSuspenseQuery,
  type DocumentState,
  type QueryHookOptions,
  type QueryState,
} from "../../main/web/react.js";
import { sql, type DocumentStatus, type MutationReceipt, type Row, type Transaction } from "../../main/web/sqlsync.js";

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
const same = <T extends true>(): T | void => {};

const notes = {
  name: "notes",
  migrations: [],
  mutations: {
    add(tx: Transaction, args: { text: string }) {
      tx.run(sql`insert into notes values (${args.text})`);
      return { n: 1 };
    },
    clear(tx: Transaction) {
      tx.run("delete from notes");
    },
  },
};
type Notes = typeof notes;
interface Note {
  readonly text: string;
}

/** As an application writes its own hook. */
export const useNotes = (id: string | null) => useDocument<Notes>(id, { reducer: "./notes.js" });

export async function componentsOfAnImportedReducer() {
  const { document } = useDocument("a", { reducer: notes });
  const mutate = useMutate(document);
  const { result } = await mutate("add", { text: "milk" });
  same<Equal<typeof result, { n: number }>>();
  // @ts-expect-error There is no such mutation.
  await mutate("drop");
  // @ts-expect-error Its arguments are others.
  await mutate("add", { text: 5 });
}

export async function components() {
  const state: DocumentState<Notes> = useNotes("a");
  if (state.phase === "failed" || state.phase === "closed") return state.error.code;
  // @ts-expect-error There is none while it opens.
  state.document.id;
  if (state.phase === "open") state.document.id.trim();
  const mutate = useMutate(state.document);
  const receipt: MutationReceipt = await mutate("add", { text: "milk" });
  await mutate("clear");
  // @ts-expect-error There is no such mutation.
  await mutate("drop");
  // @ts-expect-error Its arguments are missing,
  await mutate("add");
  // @ts-expect-error or there are none to give.
  await mutate("clear", 5);

  const query: QueryState<Note> = useQuery(state.document, sql<Note>`select text from notes where id = ${1}`);
  if (!query.loading && query.error === undefined) query.rows[0]?.text.trim();
  // @ts-expect-error They may not be there yet.
  query.rows.length;
  const options: QueryHookOptions<Note> = { initialRows: [{ text: "milk" }], integers: "bigint" };
  useQuery<Note>(state.document, "select text from notes", options).rows?.[0]?.text.trim();
  useQuery(state.document, null);
  const plain = useQuery(state.document, "select 1");
  same<Equal<typeof plain, QueryState<Row>>>();
  // @ts-expect-error Rows of another type.
  useQuery<Note>(state.document, "select text from notes", { initialRows: [{ title: "milk" }] });
  // @ts-expect-error It belongs to the page.
  query.rows?.push({ text: "milk" });

  if (state.document === undefined) return;
  useSuspenseQuery(state.document, sql<Note>`select text from notes`)[0]?.text.trim();
  // @ts-expect-error Somebody has to have opened the document.
  useSuspenseQuery(undefined, "select 1");
  // @ts-expect-error It has no state without rows.
  useSuspenseQuery(state.document, null);

  const status: DocumentStatus | undefined = useStatus(state.document);
  status?.connection satisfies string | undefined;
  usePending(state.document)?.map(({ state }) => state satisfies "unsent" | "sent" | "parked" | "held");
  for (const { id } of useRejected(undefined) ?? []) await state.document.dismiss(id);

  const [text, setText, leave] = useDraft(query.rows?.[0]?.text ?? "", async (text: string) => mutate("add", { text }));
  setText(`${text}!`);
  leave();
  // @ts-expect-error The row holds text.
  setText(5);
  return receipt.id;
}
