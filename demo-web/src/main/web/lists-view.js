import { element, field, find, icon, showEach } from "./dom.js";

/** @typedef {import("./tasks-document.js").List} List */

/**
 * The lists at the side (on a phone: along the top), and the field that makes a new one.
 *
 * @param {(name: string) => void} create
 */
export function listsView(create) {
  const lists = find("lists", HTMLElement);
  const form = find("new-list", HTMLFormElement);
  const name = field(form, "name");
  form.querySelector("button")?.append(icon("plus"));
  form.onsubmit = (event) => {
    event.preventDefault();
    const typed = name.value.trim();
    if (typed === "") return name.focus();
    name.value = "";
    create(typed);
  };

  return {
    /** @param {readonly List[]} all @param {string} chosen */
    update(all, chosen) {
      showEach(
        lists,
        all.map((list) => ({ ...list, chosen: list.id === chosen })),
        listItem,
      );
      if (chosen !== shown) {
        shown = chosen;
        lists.querySelector("[aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });
      }
    },
  };
}
let shown = "";

/** @param {List & { chosen: boolean }} first */
function listItem(first) {
  const name = element("span", { className: "name" });
  const left = element("span", { className: "left" });
  const link = element("a", { href: `#${first.id}` }, name, left);
  return {
    root: element("li", {}, link),
    /** @param {List & { chosen: boolean }} list */
    update(list) {
      name.textContent = list.name;
      const toDo = list.left === 1 ? "1 task to do" : `${list.left} tasks to do`;
      left.textContent = list.left === 0 ? "" : String(list.left);
      left.title = toDo;
      link.setAttribute("aria-label", `${list.name}, ${toDo}`);
      if (list.chosen) link.setAttribute("aria-current", "page");
      else link.removeAttribute("aria-current");
    },
  };
}
