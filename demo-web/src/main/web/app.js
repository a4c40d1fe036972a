import { element, find } from "./dom.js";
import { listsView } from "./lists-view.js";
import { notebooksView } from "./notebooks-view.js";
import { ask, notice } from "./notice.js";
import { storageView } from "./storage-view.js";
import { syncView } from "./sync-view.js";
import { home, TasksDocument, wanted } from "./tasks-document.js";
import { tasksView } from "./tasks-view.js";

/** Shown above everything, until the page is loaded again. @param {string} message */
function banner(message) {
  const box = find("banner", HTMLElement);
  box.textContent = message;
  box.hidden = false;
}

/** @param {unknown} problem */
const sentence = (problem) => (problem instanceof Error ? problem.message : String(problem));

/** Why the notebook is no longer open. */
const closed = {
  upgrade: "A newer version of this page is open in another tab. Reload to go on.",
  deleted: "This notebook was taken off this device in another tab.",
  "storage-failed": "The browser's storage failed. Reload to go on.",
};

async function start() {
  const tasks = await TasksDocument.open(wanted());
  if (tasks.document.id === home) {
    await tasks.greet({
      list: "First steps",
      tasks: [
        "Add a task of your own",
        "Open this page in a second tab, and change something there",
        "Close the browser, come back: it is all still here",
      ],
    });
  }

  /** The list in the address, or the first one. */
  let chosen = "";

  /** Makes a mutation and shows what went wrong. @type {TasksDocument["mutate"]} */
  const mutate = async (name, args) => {
    try {
      return await tasks.mutate(name, args);
    } catch (problem) {
      notice(sentence(problem));
      show();
      throw problem;
    }
  };
  /** For what needs no answer: `mutate` has said what went wrong. @param {Promise<unknown>} promise */
  const forget = (promise) => {
    promise.catch(() => {});
  };

  const listsShown = listsView((name) =>
    forget(
      mutate("createList", { name }).then((receipt) => {
        location.hash = /** @type {{ id: string }} */ (receipt.result).id;
        tasksShown.typeATask();
      }),
    ),
  );

  const tasksShown = tasksView({
    renameList: (name) => forget(mutate("renameList", { id: chosen, name })),
    deleteList: async () => {
      const id = chosen;
      const name = lists.rows?.find((list) => list.id === id)?.name;
      if (await ask(`Delete “${name}” with all its tasks, for everybody? This cannot be undone.`))
        forget(mutate("deleteList", { id }));
    },
    addTask: (title) => forget(mutate("addTask", { list: chosen, title })),
    renameTask: (id, title) => forget(mutate("renameTask", { id, title })),
    setDone: (id, done) => forget(mutate("setDone", { id, done })),
    deleteTask: (id) =>
      forget(
        mutate("deleteTask", { id }).then((receipt) => {
          const task = /** @type {import("./sqlsync/sqlsync.js").Row | null} */ (receipt.result);
          if (task)
            notice(`Deleted “${task.title}”.`, { label: "Undo", run: () => forget(mutate("restoreTask", { task })) });
        }),
      ),
    clearDone: () => forget(mutate("clearDone", { list: chosen })),
  });

  /** @type {() => void} */
  let shown = () => {};
  const firstShown = new Promise((/** @type {(value: void) => void} */ resolve) => {
    shown = resolve;
  });
  const failed = (/** @type {Error} */ problem) => {
    banner(sentence(problem));
    shown();
  };

  const lists = tasks.lists(show, failed);
  /** Those of the chosen list. @type {import("./tasks-document.js").Subscription<import("./tasks-document.js").Task> | undefined} */
  let ofChosen;

  /** Shows what is in the database, as far as this page knows it. */
  function show() {
    const all = lists.rows;
    if (!all) return;
    const named = decodeURIComponent(location.hash.slice(1));
    const list = all.find((each) => each.id === named) ?? all[0];
    if (chosen !== (list?.id ?? "")) {
      chosen = list?.id ?? "";
      ofChosen?.unsubscribe();
      ofChosen = list && tasks.tasks(list.id, show, failed);
    }
    listsShown.update(all, chosen);
    if (list && !ofChosen?.rows) return;
    tasksShown.update(list, ofChosen?.rows ?? []);
    shown();
  }

  addEventListener("hashchange", show);
  tasks.document.addEventListener("closed", (event) => banner(closed[event.detail]));
  await firstShown;
  await storageView(tasks.document);
  await syncView(tasks.document);
  await notebooksView(tasks, {
    rename: (name) => forget(mutate("nameNotebook", { name })),
    failed: (problem) => notice(sentence(problem)),
  });
  for (const part of document.querySelectorAll("[inert]")) part.removeAttribute("inert");
  document.documentElement.dataset.ready = "yes";
  if (chosen !== "" && matchMedia("(pointer: fine)").matches) tasksShown.typeATask();
}

start().catch((problem) => {
  find("saved", HTMLElement).textContent = "Not opened";
  banner(sentence(problem));
  if (wanted() !== home)
    find("banner", HTMLElement).append(" ", element("a", { href: "./" }, "Open everybody’s notebook"));
});

// So that the page opens without a network, too.
if ("serviceWorker" in navigator) navigator.serviceWorker.register("offline.js").catch(() => {});
