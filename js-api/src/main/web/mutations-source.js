/** @typedef {import("./sqlsync.d.ts").SqlDocument<any>} SqlDocument */
/** @typedef {import("./sqlsync.d.ts").SqlDocumentEventMap} SqlDocumentEventMap */

/**
 * A list of mutations that is asked for again after each of these events, by one request at a time.
 *
 * @template {{ readonly id: string, readonly state?: string }} M
 * @param {SqlDocument} document
 * @param {() => Promise<M[]>} ask
 * @param {(keyof SqlDocumentEventMap)[]} events
 * @returns {import("./source.js").Begin<readonly M[] | undefined>}
 */
export const listing = (document, ask, events) => (set) => {
  let known = "";
  let asking = false;
  let again = false;
  let ended = false;
  const look = async () => {
    again = true;
    if (asking) return;
    asking = true;
    while (again && !ended) {
      again = false;
      try {
        const list = await ask();
        const text = JSON.stringify(list.map(({ id, state }) => [id, state]));
        if (text !== known) set(list);
        known = text;
      } catch (error) {
        // A handle that is closed keeps the list that it had.
        if (/** @type {import("./sqlsync.d.ts").SqlSyncError} */ (error).code === "closed") ended = true;
        else reportError(error);
      }
    }
    asking = false;
  };
  for (const event of events) document.addEventListener(event, look);
  look();
  return () => {
    ended = true;
    for (const event of events) document.removeEventListener(event, look);
  };
};
