import { deleteDocument, listDocuments } from "./sqlsync/sqlsync.js";
import { changes } from "./changes.js";
import { element, field, find, icon, popup, showEach } from "./dom.js";
import { editable } from "./editable.js";
import { ask, notice } from "./notice.js";
import { home, TasksDocument } from "./tasks-document.js";

/** @typedef {{ id: string, name: string, chosen: boolean, pending: number }} Notebook */

const unnamed = (/** @type {string} */ id) => (id === home ? "Everybody’s" : "A notebook without a name");

/** A notebook knows its name; of those that are not open the page remembers it. */
const names = {
  /** @param {string} id */
  of: (id) => localStorage.getItem(`name of ${id}`) ?? unnamed(id),
  /** @param {string} id @param {string} name */
  keep: (id, name) => localStorage.setItem(`name of ${id}`, name),
  /** @param {string} id */
  forget: (id) => localStorage.removeItem(`name of ${id}`),
};

/** @param {string} id */
const linkTo = (id) => new URL(id === home ? "./" : `./?in=${encodeURIComponent(id)}`, location.href).href;

/**
 * The notebooks of this device: which one is open, and how to go to another, make one, share it, and take it off.
 *
 * @param {TasksDocument} tasks the open one
 * @param {{ rename(name: string): void, failed(problem: unknown): void }} actions
 */
export async function notebooksView(tasks, { rename, failed }) {
  const { id } = tasks.document;
  const box = find("notebooks", HTMLDetailsElement);
  const others = find("notebook-list", HTMLElement);
  const name = editable("notebook", rename);
  find("notebook-name", HTMLElement).append(name.root);

  async function look() {
    const all = (await listDocuments()).filter(({ reducer }) => reducer === "todo");
    const shown = all.map((each) => ({
      id: each.id,
      name: names.of(each.id),
      chosen: each.id === id,
      pending: each.pending,
    }));
    showEach(
      others,
      shown.sort((a, b) => a.name.localeCompare(b.name)),
      notebookItem,
    );
  }
  const looked = () => {
    look().catch(failed);
  };

  tasks.name((given) => {
    const called = given ?? unnamed(id);
    names.keep(id, called);
    name.update(called);
    find("notebook", HTMLElement).textContent = called;
    looked();
  }, failed);

  popup(box);
  box.addEventListener("toggle", () => {
    if (box.open) looked();
  });

  const form = find("new-notebook", HTMLFormElement);
  form.querySelector("button")?.append(icon("plus"));
  form.onsubmit = (event) => {
    event.preventDefault();
    const typed = field(form, "name").value.trim();
    if (typed === "") return field(form, "name").focus();
    TasksDocument.make(typed).then((made) => {
      names.keep(made, typed);
      location.assign(linkTo(made));
    }, failed);
  };

  find("share-notebook", HTMLButtonElement).onclick = () => {
    navigator.clipboard.writeText(linkTo(id)).then(
      () => notice("Copied. Whoever opens the link shares this notebook."),
      () => notice(`The link to this notebook is ${linkTo(id)}`),
    );
  };

  const leave = find("leave-notebook", HTMLButtonElement);
  leave.hidden = id === home;
  leave.onclick = () => {
    takeOff(id).catch(failed);
  };
  await look();
}

/** @param {string} id */
async function takeOff(id) {
  const yes = "Take it off";
  if (!(await ask(`Take “${names.of(id)}” off this device? The server, and whoever else has it, keep it.`, yes)))
    return;
  try {
    await deleteDocument(id);
  } catch (problem) {
    if (/** @type {{ code?: string }} */ (problem).code !== "unsynced") throw problem;
    if (!(await ask("The server does not have all that you changed in it. Lose these changes?", "Lose them"))) return;
    await deleteDocument(id, { force: true });
  }
  names.forget(id);
  location.assign(linkTo(home));
}

/** @param {Notebook} first */
function notebookItem(first) {
  const name = element("span", { className: "name" });
  const left = element("span", { className: "left" });
  const link = element("a", { href: linkTo(first.id) }, name, left);
  return {
    root: element("li", {}, link),
    /** @param {Notebook} notebook */
    update(notebook) {
      name.textContent = notebook.name;
      left.textContent = notebook.pending === 0 ? "" : `${changes(notebook.pending)} to send`;
      link.setAttribute("aria-label", `${notebook.name}${notebook.pending === 0 ? "" : `, ${left.textContent}`}`);
      if (notebook.chosen) link.setAttribute("aria-current", "page");
    },
  };
}
