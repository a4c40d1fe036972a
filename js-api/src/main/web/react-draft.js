import { useCallback, useEffect, useRef, useState } from "react";

/**
 * What the user has entered. It is shown instead of the value until the value has changed after it was saved.
 *
 * @template T
 * @typedef {{ value: T, saved: boolean, seen?: T }} Draft `seen` is the value at the time when it was saved
 */

/**
 * Values are saved one after the other; one that is entered meanwhile waits, and replaces the one that waited before. When the component is
 * unmounted, it waits no longer: its document may be closed next.
 *
 * @template T
 * @param {T} value
 * @param {(value: T) => unknown} save
 * @returns {[value: T, enter: (value: T) => void, leave: () => void]}
 */
export function useDraft(value, save) {
  const [draft, setDraft] = useState(/** @type {Draft<T> | null} */ (null));
  const latest = useRef({ value, save });
  const queue = useRef({ next: /** @type {Draft<T> | null} */ (null), saving: 0, left: false });
  const over = draft !== null && draft.saved && (Object.is(value, draft.value) || !Object.is(value, draft.seen));

  useEffect(() => {
    latest.current = { value, save };
    if (over) setDraft((now) => (now === draft ? null : now));
  });

  const saveNext = useCallback(async () => {
    const state = queue.current;
    const { next } = state;
    if (next === null) return;
    state.next = null;
    state.saving++;
    try {
      await latest.current.save(next.value);
      const saved = { ...next, saved: true, seen: latest.current.value };
      setDraft((now) => (now === next ? saved : now));
    } catch (error) {
      reportError(error);
    }
    if (--state.saving > 0) return;
    if (state.next !== null) saveNext();
    else if (state.left) setDraft(null);
  }, []);
  useEffect(() => () => void saveNext(), []);

  const enter = useCallback((/** @type {T} */ entered) => {
    const state = queue.current;
    state.next = { value: entered, saved: false };
    state.left = false;
    setDraft(state.next);
    if (state.saving === 0) saveNext();
  }, []);

  const leave = useCallback(() => {
    queue.current.left = true;
    if (queue.current.saving === 0) setDraft(null);
  }, []);

  return [draft === null || over ? value : draft.value, enter, leave];
}
