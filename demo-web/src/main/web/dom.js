/** The little that this page needs to build and to find elements. */

/**
 * @template {keyof HTMLElementTagNameMap} T
 * @param {T} tag
 * @param {Partial<HTMLElementTagNameMap[T]>} [properties]
 * @param {...(Node | string)} children
 * @returns {HTMLElementTagNameMap[T]}
 */
export function element(tag, properties = {}, ...children) {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...children);
  return made;
}

/** The element of that id, which must be of that kind. @template {Element} T @param {string} id @param {new () => T} kind @returns {T} */
export function find(id, kind) {
  const found = document.getElementById(id);
  if (!(found instanceof kind)) throw new Error(`The page has no ${kind.name} with the id ${id}.`);
  return found;
}

/** @param {HTMLFormElement} form @param {string} name @returns {HTMLInputElement} */
export function field(form, name) {
  const found = form.elements.namedItem(name);
  if (!(found instanceof HTMLInputElement)) throw new Error(`The form has no field ${name}.`);
  return found;
}

const paths = {
  plus: "M8 3v10M3 8h10",
  bin: "M3 4.500h10M6.500 4V2.500h3V4M4.500 4.500l.6 9h5.800l.6-9M6.800 7v4M9.200 7v4",
};

/** @param {keyof typeof paths} name */
export function icon(name) {
  const space = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(space, "svg");
  svg.setAttribute("viewBox", "0 0 16 16");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(space, "path");
  path.setAttribute("d", paths[name]);
  svg.append(path);
  return svg;
}

/** Details that lie above the page: Escape closes them, and so does pressing anywhere else. @param {HTMLDetailsElement} box */
export function popup(box) {
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !box.open || event.defaultPrevented) return;
    const within = box.contains(document.activeElement);
    box.open = false;
    if (within) box.querySelector("summary")?.focus();
  });
  document.addEventListener("pointerdown", (event) => {
    const target = /** @type {Element} */ (event.target);
    if (!box.contains(target) && !target.closest("dialog")) box.open = false;
  });
}

/**
 * Makes the children of `parent` show `items`, one each, in order. The element of an item that is still there stays the
 * same one, with its focus and whatever is being typed in it.
 *
 * @template {{ id: string }} T
 * @param {HTMLElement} parent
 * @param {readonly T[]} items
 * @param {(item: T) => { root: HTMLElement, update(item: T): void }} make
 */
export function showEach(parent, items, make) {
  const shown = shownIn.get(parent) ?? new Map();
  shownIn.set(parent, shown);
  const ids = new Set(items.map((item) => item.id));
  for (const [id, { root }] of shown) {
    if (!ids.has(id)) {
      root.remove();
      shown.delete(id);
    }
  }
  items.forEach((item, index) => {
    const view = shown.get(item.id) ?? make(item);
    shown.set(item.id, view);
    view.update(item);
    if (parent.children[index] !== view.root) parent.insertBefore(view.root, parent.children[index] ?? null);
  });
}
/** @type {WeakMap<HTMLElement, Map<string, { root: HTMLElement, update(item: any): void }>>} */
const shownIn = new WeakMap();
