import { openDocument, sql } from "./sqlsync/sqlsync.js";

/**
 * @typedef {typeof import("./todo.js").default} Todo
 * @typedef {{ id: string, name: string, left: number }} List `left`: how many of its tasks are not done
 * @typedef {{ id: string, title: string, done: 0 | 1 }} Task
 * @typedef {{ lists: List[], tasks: Task[] }} View
 */

/**
 * The document with all lists, opened once per tab; every tab sees the same database.
 *
 * Queries are asked again when something may have changed: after a mutation here, when another tab says that it made
 * one, when another device made one, and when this tab becomes visible.
 */
export class TasksDocument {
  #document;
  #otherTabs = new BroadcastChannel("tasks");
  /** @type {() => void} */
  #changed = () => {};

  /** @param {import("./sqlsync/sqlsync.js").SqlDocument<Todo>} document */
  constructor(document) {
    this.#document = document;
    this.#otherTabs.onmessage = () => this.#changed();
    // Whatever comes from another device changes when this one was last up to date.
    document.addEventListener("status", () => this.#changed());
    globalThis.document.addEventListener("visibilitychange", () => {
      if (globalThis.document.visibilityState === "visible") this.#changed();
    });
  }

  static async open() {
    const reducer = new URL("todo.js", import.meta.url);
    const coordinator = new URL("/sync", location.href);
    coordinator.protocol = location.protocol === "https:" ? "wss:" : "ws:";
    // What others have is there before the first list is greeted with; without a server it does not take longer than this.
    return new TasksDocument(await openDocument("shared-tasks", { reducer, coordinator, waitForSync: 1500 }));
  }

  /** For its status and events, and to export it. */
  get document() {
    return this.#document;
  }

  /** @param {() => void} listener called when a query may have another result now */
  onChange(listener) {
    this.#changed = listener;
  }

  /** All lists, and the tasks of one of them, in one state of the database. @param {string} list @returns {Promise<View>} */
  async view(list) {
    const [lists, tasks] = await this.#document.queryAll([
      sql`SELECT lists.id, lists.name, count(tasks.id) FILTER (WHERE tasks.done = 0) AS left
            FROM lists LEFT JOIN tasks ON tasks.list = lists.id
           GROUP BY lists.id ORDER BY lists.position, lists.id`,
      sql`SELECT id, title, done FROM tasks WHERE list = ${list} ORDER BY position, id`,
    ]);
    return { lists: /** @type {List[]} */ (lists), tasks: /** @type {Task[]} */ (tasks) };
  }

  /**
   * Makes a mutation; its receipt comes when it is on disk.
   *
   * @template {keyof Todo["mutations"]} K
   * @param {K} name
   * @param {Parameters<Todo["mutations"][K]>[1]} args
   */
  async mutate(name, args) {
    const receipt = await this.#document.mutate(name, .../** @type {any} */ ([args]));
    this.#otherTabs.postMessage("changed");
    this.#changed();
    return receipt;
  }
}
