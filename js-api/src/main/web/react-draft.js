import { useCallback, useEffect, useRef, useState } from "react";

/**
 * What the user has entered. It is shown instead of the value until the value has changed after it was saved.
 *
 * @template T
 * @typedef {{ value: T, saved: boolean, seen?: T }} Draft `seen` is the value at the time when it was saved
 */

/**
 * Values are saved one after the other; one that is entered meanwhile waits, and replaces the one that waited before.
 *
 * @template T
 * @param {T} value
 * @param {(value: T) => unknown} save
 * @returns {[value: T, enter: (value: T) => void, leave: () => void]}
 */
export function useDraft(value, save) {
  const [draft, setDraft] = useState(/** @type {Draft<T> | null} */ (null));
  const latest = useRef({ value, save });
  const queue = useRef({ next: /** @type {Draft<T> | null} */ (null), saving: false, left: false });
  const over = draft !== null && draft.saved && (Object.is(value, draft.value) || !Object.is(value, draft.seen));

  useEffect(() => {
    latest.current = { value, save };
    if (over) setDraft((now) => (now === draft ? null : now));
  });

  const enter = useCallback((/** @type {T} */ entered) => {
    const state = queue.current;
    state.next = { value: entered, saved: false };
    state.left = false;
    setDraft(state.next);
    if (!state.saving) saveAll();

    async function saveAll() {
      state.saving = true;
      for (let one = state.next; one !== null; one = state.next) {
        const saving = one;
        state.next = null;
        try {
          await latest.current.save(saving.value);
          const saved = { ...saving, saved: true, seen: latest.current.value };
          setDraft((now) => (now === saving ? saved : now));
        } catch (error) {
          reportError(error);
        }
      }
      state.saving = false;
      if (state.left) setDraft(null);
    }
  }, []);

  const leave = useCallback(() => {
    queue.current.left = true;
    if (!queue.current.saving) setDraft(null);
  }, []);

  return [draft === null || over ? value : draft.value, enter, leave];
}
