/** What a program may write against `sqlsync.d.ts`, and what the compiler must refuse it. Compiled, never run. */
import {
  configure,
  deleteDocument,
  importDocument,
  listDocuments,
  newDocumentId,
  openDocument,
  persist,
  sql,
  SqlSyncError,
  storageInfo,
  version,
  type ArgsOf,
  type ArrayResult,
  type ArraySubscription,
  type Bytes,
  type DocumentInfo,
  type DocumentStats,
  type DocumentStatus,
  type ImportOptions,
  type MutationArgs,
  type MutationCall,
  type MutationReceipt,
  type MutationsOf,
  type OpenOptions,
  type Params,
  type PendingMutation,
  type QueryOptions,
  type Reducer,
  type RejectedMutation,
  type ResultOf,
  type Row,
  type SqlDocument,
  type SqlDocumentEventMap,
  type SqlQuery,
  type SqlSyncErrorCode,
  type SqlTag,
  type SqlValue,
  type StatementError,
  type StorageInfo,
  type Subscription,
  type Transaction,
} from "../../main/web/sqlsync.js";

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
const same = <T extends true>(): T | void => {};

const notes = {
  name: "notes",
  migrations: [
    "create table notes (id text primary key, title text)",
    (tx: Transaction) => void tx.run("delete from notes"),
  ],
  mutations: {
    add(tx: Transaction, args: { id: string; title: string }) {
      if (args.title === "") tx.reject("empty");
      tx.run(sql`insert into notes values (${args.id}, ${args.title})`);
      return tx.get<{ n: number }>("select count(*) n from notes")?.n;
    },
    rename(tx: Transaction, args?: { title: string }) {
      tx.run("update notes set title = ?", [args?.title ?? null]);
    },
    clear(tx: Transaction) {
      tx.run("delete from notes");
    },
  },
} satisfies Reducer;

export async function reducersTypeMutations() {
  const doc = await openDocument<typeof notes>("a", { reducer: new URL("./notes.js", "https://app.example/") });
  const receipt: MutationReceipt = await doc.mutate("add", { id: "1", title: "x" });
  await doc.mutate("rename");
  await doc.mutate("rename", { title: "y" });
  await doc.mutate("clear");
  await doc.mutateAll([["add", { id: "1", title: "x" }], ["clear"]]);
  // @ts-expect-error There is no such mutation.
  await doc.mutate("drop");
  // @ts-expect-error Its arguments are missing,
  await doc.mutate("add");
  // @ts-expect-error or some of them,
  await doc.mutate("add", { id: "1" });
  // @ts-expect-error or there are none to give.
  await doc.mutate("clear", 5);
  // @ts-expect-error The same in a batch.
  await doc.mutateAll([["add", { id: 1 }]]);
  const settled = await receipt.settled;
  if (settled.outcome === "rejected") settled.code satisfies string;
  // @ts-expect-error An outcome that is not a rejection has no code.
  else settled.code;
}

/** As `sqlsync/vite` gives it to pages. */
export async function importedReducersTypeDocuments() {
  const doc = await openDocument("a", { reducer: notes, coordinator: "wss://x", durability: "relaxed" });
  same<Equal<typeof doc, SqlDocument<typeof notes>>>();
  const receipt = await doc.mutate("add", { id: "1", title: "x" });
  same<Equal<typeof receipt.result, number | undefined>>();
  same<Equal<(typeof receipt)["result"], ResultOf<typeof notes, "add">>>();
  const cleared = await doc.mutate("clear");
  same<Equal<typeof cleared.result, undefined>>();
  const both = await doc.mutateAll([["add", { id: "1", title: "x" }], ["clear"]]);
  same<Equal<typeof both.result, [number | undefined, undefined]>>();
  const calls: MutationCall<MutationsOf<typeof notes>>[] = [["clear"]];
  const some = await doc.mutateAll(calls);
  same<Equal<(typeof some.result)[number], number | undefined>>();
  // @ts-expect-error There is no such mutation,
  await doc.mutate("drop");
  // @ts-expect-error its arguments are others,
  await doc.mutate("add", { id: 1, title: "x" });
  // @ts-expect-error in a batch, too,
  await doc.mutateAll([["add", { id: "1" }]]);
  // @ts-expect-error and so is its result.
  receipt.result satisfies string;
  const imported = await importDocument("b", new Blob([]), { reducer: notes, schemaVersion: 1 });
  await imported.mutate("clear");
  // @ts-expect-error
  await imported.mutate("drop");
  const options = { reducer: notes, storage: "memory" } satisfies OpenOptions;
  await (await openDocument("a", options)).mutate("clear");
  const untyped = await openDocument("a", { reducer: "./r.js" });
  const anything = await untyped.mutate("anything", 1);
  same<Equal<typeof anything.result, unknown>>();
  const annotated: SqlDocument<typeof notes> = await openDocument("a", {
    reducer: new URL("https://app.example/r.js"),
  });
  await annotated.mutate("clear");
  // @ts-expect-error An object that is no reducer.
  await openDocument("a", { reducer: { name: "notes" } });
  // @ts-expect-error
  await openDocument("a", { reducer: notes, durability: "very" });
}

export async function mapsTypeMutationsToo() {
  const doc = await openDocument<{ add: { n: number }; clear: undefined }>("a", { reducer: "./r.js" });
  await doc.mutate("add", { n: 1 });
  await doc.mutate("clear");
  // @ts-expect-error
  await doc.mutate("add", { n: "1" });
  same<Equal<MutationsOf<typeof notes>["clear"], undefined>>();
}

export async function queriesTypeRows(doc: SqlDocument) {
  const plain = await doc.query("select 1");
  same<Equal<typeof plain, Row[]>>();
  const typed = await doc.query<{ n: number }>("select count(*) n from notes");
  typed[0]?.n.toFixed();
  const tagged: SqlQuery<{ n: bigint }> = sql<{
    n: bigint;
  }>`select ${1} n where 1 in ${sql.list([1, 2n, "x", null, true, new Uint8Array()])} and ${sql.id("n")} = ${sql`${1}`}`;
  const rows = await doc.query(tagged, { integers: "bigint", signal: new AbortController().signal });
  rows[0]?.n.toString();
  await doc.query("select :a", { params: { a: 1 } });
  const { columns, rows: arrays } = await doc.queryArrays("select 1");
  columns[0]?.trim();
  arrays[0]?.[0] satisfies Row[string] | undefined;
  for await (const result of doc.liveArrays("select 1")) {
    const first: ArrayResult["rows"][number] | undefined = result.rows[0];
    if (first?.[0] === null) break;
  }
  same<Equal<Awaited<ReturnType<typeof doc.queryAll>>, Row[][]>>();
  // @ts-expect-error A date is no SQL value,
  sql`select ${new Date()}`;
  // @ts-expect-error nor is undefined.
  await doc.query("select ?", { params: [undefined] });
  // @ts-expect-error
  await doc.query("select 1", { integers: "float" });
  // @ts-expect-error A query made by the tag cannot be changed.
  tagged.sql = "";
}

export function subscriptions(doc: SqlDocument) {
  const arrays: ArraySubscription = doc.subscribeArrays(sql`select 1, 2`, ({ columns, rows }) => {
    const name: string | undefined = columns[0];
    // @ts-expect-error The library's own array.
    rows.pop();
    return name;
  });
  arrays.columns?.length;
  arrays();
  const subscription: Subscription<{ n: number }> = doc.subscribe<{ n: number }>(
    "select 1 n",
    (rows) => void rows[0]?.n.toFixed(),
    { onError: (error) => void error.code },
  );
  subscription.unsubscribe();
  const end: () => void = subscription;
  end();
  // @ts-expect-error Rows are shared with the library.
  doc.subscribe<{ n: number }>("select 1 n", (rows) => void rows.push({ n: 1 }));
}

export async function events(doc: SqlDocument) {
  doc.addEventListener("status", ({ detail }) => void detail.unflushed.toFixed());
  doc.addEventListener("closed", ({ detail }) => void (detail satisfies "deleted" | "upgrade" | "storage-failed"), {
    once: true,
  });
  doc.addEventListener("rejected", ({ detail }) => void detail.code);
  for await (const rows of doc.live<{ n: number }>("select 1 n")) rows[0]?.n;
  await using another = await openDocument("b", { reducer: "./r.js" });
  await another.mutate("anything", { goes: true });
  // @ts-expect-error
  doc.status.pending = 0;
}

export function afterAFailedStatement(error: unknown) {
  if ((error as StatementError).resultCode === 2067) return "there already";
  // @ts-expect-error It is a number.
  if ((error as StatementError).resultCode === "SQLITE_CONSTRAINT_UNIQUE") return "never";
  throw error;
}

export async function everythingElse() {
  configure({ namespace: "shop", workerUrl: "/w.js" });
  // @ts-expect-error A coordinator belongs to a document.
  configure({ coordinator: "wss://x" });
  // @ts-expect-error The reducer is missing.
  await openDocument("a", {});
  // @ts-expect-error
  await openDocument("a", { reducer: "./r.js", durability: "very" });
  await openDocument("a", { reducer: "./r.js", token: async () => "t", waitForSync: 500, storage: "auto" });
  const infos: DocumentInfo[] = await listDocuments();
  await deleteDocument(infos[0]?.id ?? newDocumentId(), { force: true });
  await importDocument("a", new Blob([]), { reducer: "./r.js" });
  await importDocument("a", new Blob([]), { reducer: "./r.js", schemaVersion: 2 } satisfies ImportOptions);
  // @ts-expect-error It is a number,
  await importDocument("a", new Blob([]), { reducer: "./r.js", schemaVersion: "2" });
  // @ts-expect-error and one of files only.
  await openDocument("a", { reducer: "./r.js", schemaVersion: 2 });
  if (await persist()) (await storageInfo()).quotaBytes.toFixed();
  version.trim();
  try {
    await openDocument("a", { reducer: "./r.js" });
  } catch (error) {
    if (error instanceof SqlSyncError && error.code === "not-found") error.retryable satisfies boolean;
    // @ts-expect-error There is no such code.
    if (error instanceof SqlSyncError && error.code === "gone") error.message;
  }
  // @ts-expect-error Only the library makes errors.
  new SqlSyncError();
}

/** As wrappers of the library write it. */
export class Wrapper<R extends object> {
  constructor(
    readonly doc: SqlDocument<R>,
    readonly tag: SqlTag = sql,
  ) {}
  mutate<K extends keyof MutationsOf<R> & string>(name: K, ...args: ArgsOf<MutationsOf<R>[K]>) {
    return this.doc.mutate(name, ...args);
  }
  all(calls: readonly MutationCall<MutationsOf<R>>[]) {
    return this.doc.mutateAll(calls);
  }
  when<K extends keyof SqlDocumentEventMap>(type: K, then: (event: SqlDocumentEventMap[K]) => void) {
    this.doc.addEventListener(type, then);
    return () => this.doc.removeEventListener(type, then);
  }
}

export async function everyOtherType(
  wrapper: Wrapper<typeof notes>,
  options: OpenOptions,
  query: QueryOptions,
  params: Params,
  value: SqlValue,
  args: MutationArgs,
) {
  await wrapper.mutate("add", { id: "1", title: "x" });
  // @ts-expect-error Through a wrapper, too, there is no such mutation,
  await wrapper.mutate("drop");
  // @ts-expect-error or event,
  wrapper.when("open", () => {});
  // @ts-expect-error or code.
  "gone" satisfies SqlSyncErrorCode;
  "closed" satisfies SqlSyncErrorCode;
  await openDocument("a", { ...options, user: "ada" });
  const [first] = await wrapper.doc.query(wrapper.tag`select ${value} v`, query);
  first?.v satisfies Row[string] | undefined;
  await wrapper.doc.query("select ?", { ...query, params });
  const file: Bytes = await wrapper.doc.export();
  await importDocument("b", file, options);
  await importDocument("b", new ArrayBuffer(8), options);
  // @ts-expect-error A text is no file.
  await importDocument("b", "SQLite format 3", options);
  const info: StorageInfo = await storageInfo();
  if (info.reason !== null) info.reason.trim();
  // @ts-expect-error What the library says is not to be changed.
  info.durable = true;
  const status: DocumentStatus = wrapper.doc.status;
  if (status.problem?.code === "quota-exceeded") status.problem.retryable satisfies boolean;
  // @ts-expect-error It is no such connection.
  if (status.connection === "offline") return;
  const stats: DocumentStats = await wrapper.doc.stats();
  stats.counters.queriesRun.toFixed();
  const pending: PendingMutation[] = await wrapper.doc.pending();
  const rejected: RejectedMutation[] = await wrapper.doc.rejected();
  for (const { id } of rejected) await wrapper.doc.dismiss(id);
  args satisfies PendingMutation["args"];
  await pending[0]?.settled;
}
