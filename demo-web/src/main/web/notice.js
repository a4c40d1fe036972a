import { element, find } from "./dom.js";

const shownMillis = 8000;

/**
 * A short message at the lower edge, for a while; with one thing that can be done about it.
 *
 * @param {string} message
 * @param {{ label: string, run: () => void }} [action]
 */
export function notice(message, action) {
  const box = element("div", { className: "notice" }, element("span", {}, message));
  const close = () => box.remove();
  if (action) {
    const run = () => {
      close();
      action.run();
    };
    box.append(element("button", { type: "button", className: "text", onclick: run }, action.label));
  }
  find("notices", HTMLElement).replaceChildren(box);
  // Not from under the hand of who is about to press it.
  const pass = () => (box.matches(":hover, :focus-within") ? setTimeout(pass, shownMillis) : close());
  setTimeout(pass, shownMillis);
}

/** Asks before something that cannot be taken back. @param {string} text @param {string} [yes] @returns {Promise<boolean>} */
export function ask(text, yes = "Delete") {
  const dialog = find("question", HTMLDialogElement);
  find("question-text", HTMLElement).textContent = text;
  find("question-yes", HTMLElement).textContent = yes;
  dialog.returnValue = "no";
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => resolve(dialog.returnValue === "yes"), { once: true });
  });
}
