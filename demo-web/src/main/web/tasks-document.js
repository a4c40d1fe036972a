import { newDocumentId, openDocument, sql } from "./sqlsync/sqlsync.js";

/**
 * @typedef {typeof import("./todo.js").default} Todo
 * @typedef {{ id: string, name: string, left: number }} List `left`: how many of its tasks are not done
 * @typedef {{ id: string, title: string, done: 0 | 1 }} Task
 * @typedef {import("./sqlsync/sqlsync.js").SqlSyncError} SqlSyncError
 */

/**
 * @template T
 * @typedef {import("./sqlsync/sqlsync.js").Subscription<T>} Subscription
 */

/** The notebook that everybody begins with. */
export const home = "shared-tasks";

/** Which of them the address asks for. */
export const wanted = () => new URLSearchParams(location.search).get("in") ?? home;

/** A notebook: one document with lists of tasks, opened once per tab; every tab sees the same database. */
export class TasksDocument {
  #document;

  /** @param {import("./sqlsync/sqlsync.js").SqlDocument<Todo>} document */
  constructor(document) {
    this.#document = document;
  }

  /** @param {string} id @param {number} [syncMillis] that others' changes are waited for */
  static async open(id, syncMillis = 1500) {
    const reducer = new URL("todo.js", import.meta.url);
    const coordinator = new URL("/sync", location.href);
    coordinator.protocol = location.protocol === "https:" ? "wss:" : "ws:";
    // What others have is there before the first list is greeted with; without a server it does not take longer than this.
    return new TasksDocument(await openDocument(id, { reducer, coordinator, waitForSync: syncMillis }));
  }

  /** Makes a notebook, on this device for now. @param {string} name @returns {Promise<string>} its id */
  static async make(name) {
    const made = await TasksDocument.open(newDocumentId(), 0);
    try {
      await made.mutate("nameNotebook", { name });
      await made.mutate("greet", { list: "To do", tasks: [] });
    } finally {
      await made.document.close();
    }
    return made.document.id;
  }

  /** The first lists, where nobody has made any. @param {Parameters<Todo["mutations"]["greet"]>[1]} first */
  async greet(first) {
    const greeted = await this.#document.query("SELECT 1 FROM greeted");
    if (greeted.length === 0) await this.mutate("greet", first);
  }

  /**
   * What it is called, now and whenever that changes.
   *
   * @param {(name: string | undefined) => void} onName
   * @param {(error: SqlSyncError) => void} onError
   */
  name(onName, onError) {
    const query = sql`SELECT name FROM about`;
    const named = /** @type {import("./sqlsync/sqlsync.js").SqlQuery<{ name: string }>} */ (query);
    this.#document.subscribe(named, (rows) => onName(rows[0]?.name), { onError });
  }

  /** For its status and events, and to export it. */
  get document() {
    return this.#document;
  }

  /**
   * All lists, now and whenever they change, whoever changes them.
   *
   * @param {() => void} onChange
   * @param {(error: SqlSyncError) => void} onError
   * @returns {Subscription<List>}
   */
  lists(onChange, onError) {
    const query = sql`SELECT lists.id, lists.name, count(tasks.id) FILTER (WHERE tasks.done = 0) AS left
                        FROM lists LEFT JOIN tasks ON tasks.list = lists.id
                       GROUP BY lists.id ORDER BY lists.position, lists.id`;
    return this.#document.subscribe(/** @type {import("./sqlsync/sqlsync.js").SqlQuery<List>} */ (query), onChange, {
      onError,
    });
  }

  /**
   * The tasks of a list, likewise.
   *
   * @param {string} list
   * @param {() => void} onChange
   * @param {(error: SqlSyncError) => void} onError
   * @returns {Subscription<Task>}
   */
  tasks(list, onChange, onError) {
    const query = sql`SELECT id, title, done FROM tasks WHERE list = ${list} ORDER BY position, id`;
    return this.#document.subscribe(/** @type {import("./sqlsync/sqlsync.js").SqlQuery<Task>} */ (query), onChange, {
      onError,
    });
  }

  /**
   * Makes a mutation; its receipt comes when it is on disk.
   *
   * @template {keyof Todo["mutations"]} K
   * @param {K} name
   * @param {Parameters<Todo["mutations"][K]>[1]} args
   */
  mutate(name, args) {
    return this.#document.mutate(name, .../** @type {any} */ ([args]));
  }
}
