import { element, field, find, icon, showEach } from "./dom.js";
import { editable } from "./editable.js";

/**
 * @typedef {import("./tasks-document.js").List} List
 * @typedef {import("./tasks-document.js").Task} Task
 * @typedef {{
 *   renameList(name: string): void, deleteList(): void, addTask(title: string): void, renameTask(id: string, title: string): void,
 *   setDone(id: string, done: boolean): void, deleteTask(id: string): void, clearDone(): void,
 * }} Actions
 */

/** The chosen list with its tasks. @param {Actions} actions */
export function tasksView(actions) {
  const section = find("list", HTMLElement);
  const open = find("open-tasks", HTMLElement);
  const done = find("done-tasks", HTMLElement);
  const doneBox = find("done", HTMLDetailsElement);
  const name = editable("list", actions.renameList);
  find("list-name", HTMLElement).append(name.root);

  const deleteButton = find("delete-list", HTMLButtonElement);
  deleteButton.append(icon("bin"));
  deleteButton.onclick = () => actions.deleteList();
  find("clear-done", HTMLButtonElement).onclick = () => actions.clearDone();

  const form = find("new-task", HTMLFormElement);
  const title = field(form, "title");
  form.onsubmit = (event) => {
    event.preventDefault();
    const typed = title.value.trim();
    title.focus();
    if (typed === "") return;
    title.value = "";
    actions.addTask(typed);
  };

  /** Whether to stand in the field as soon as there is a list. */
  let typing = false;

  return {
    /** @param {List | undefined} list none: there is no list at all @param {readonly Task[]} tasks */
    update(list, tasks) {
      // Who stands in the last list when it goes is not left nowhere, but where the next one is made.
      if (!list && section.contains(document.activeElement))
        find("new-list", HTMLFormElement).querySelector("input")?.focus();
      section.hidden = !list;
      find("no-list", HTMLElement).hidden = !!list;
      document.title = list ? `${list.name} – Tasks` : "Tasks";
      if (!list) return;
      name.update(list.name);
      const left = tasks.filter((task) => !task.done);
      const finished = tasks.filter((task) => task.done);
      find("progress", HTMLElement).textContent =
        tasks.length === 0 ? "" : `${finished.length} of ${tasks.length} done`;
      showEach(open, left, (task) => taskItem(task, actions));
      showEach(done, finished, (task) => taskItem(task, actions));
      doneBox.hidden = finished.length === 0;
      find("done-summary", HTMLElement).textContent = `Done (${finished.length})`;
      const empty = find("all-done", HTMLElement);
      empty.hidden = left.length > 0;
      empty.textContent = finished.length > 0 ? "All done." : "Nothing to do yet.";
      if (typing) this.typeATask();
    },
    /** The field for a new task gets the focus: now, or once a list is shown. */
    typeATask() {
      typing = section.hidden;
      title.focus();
    },
  };
}

/** @param {Task} first @param {Actions} actions */
function taskItem(first, actions) {
  const title = editable("task", (text) => actions.renameTask(first.id, text));
  const box = element("input", { type: "checkbox", onchange: () => actions.setDone(first.id, box.checked) });
  const bin = element("button", { type: "button", className: "quiet bin", title: "Delete this task" }, icon("bin"));
  const root = element("li", { className: "task" }, box, title.root, bin);
  bin.onclick = () => {
    const next = root.nextElementSibling ?? root.previousElementSibling;
    const focus = next?.querySelector(".bin") ?? find("new-task", HTMLFormElement).querySelector("input");
    if (focus instanceof HTMLElement) focus.focus();
    actions.deleteTask(first.id);
  };
  return {
    root,
    /** @param {Task} task */
    update(task) {
      title.update(task.title);
      box.checked = task.done === 1;
      box.setAttribute("aria-label", `Done: ${task.title}`);
      bin.setAttribute("aria-label", `Delete ${task.title}`);
    },
  };
}
