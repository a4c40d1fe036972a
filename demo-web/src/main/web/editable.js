import { element } from "./dom.js";

/**
 * A text that turns into a field when it is pressed. Enter, or leaving the field, saves; Escape leaves it as it was.
 *
 * @param {string} what what the text is, for those who cannot see it: "task"
 * @param {(text: string) => void} save called with the new text, trimmed, when it is another one and not empty
 */
export function editable(what, save) {
  let text = "";
  const show = element("button", { type: "button", className: "words", title: `Rename this ${what}`, onclick: edit });
  const root = element("span", { className: "editable" }, show);

  function edit() {
    const input = element("input", { value: text, maxLength: 500, className: "words", autocomplete: "off" });
    input.setAttribute("aria-label", `New name of this ${what}`);
    let open = true;
    /** @param {boolean} keep @param {boolean} focus */
    const close = (keep, focus) => {
      if (!open) return;
      open = false;
      const typed = input.value.trim();
      if (keep && typed !== "" && typed !== text) {
        show.textContent = typed;
        save(typed);
      }
      root.replaceChildren(show);
      if (focus) show.focus();
    };
    input.onkeydown = (event) => {
      if (event.isComposing) return;
      if (event.key !== "Enter" && event.key !== "Escape") return;
      event.preventDefault(); // else the button that comes back is pressed by the same key
      close(event.key === "Enter", true);
    };
    input.onblur = () => close(true, false);
    root.replaceChildren(input);
    input.focus();
    input.select();
  }

  return {
    root,
    /** @param {string} value */
    update(value) {
      text = value;
      show.textContent = value;
    },
  };
}
