/**
 * Changes in words, for those that have not reached the others yet, and those that were not accepted.
 *
 * @typedef {{ readonly name: string, readonly args: unknown }} Change
 */

const untitled = "something";

/** @type {Record<string, (args: any) => string>} */
const words = {
  greet: () => "The first list",
  nameNotebook: ({ name }) => `The notebook named “${name}”`,
  createList: ({ name }) => `New list “${name}”`,
  renameList: ({ name }) => `A list renamed to “${name}”`,
  deleteList: () => "A list deleted",
  addTask: ({ title }) => `New task “${title}”`,
  renameTask: ({ title }) => `A task renamed to “${title}”`,
  setDone: ({ done }) => (done ? "A task ticked off" : "A task to be done again"),
  deleteTask: () => "A task deleted",
  restoreTask: ({ task }) => `“${task?.title ?? untitled}” brought back`,
  clearDone: () => "Tasks that are done deleted",
};

/** @param {Change} change */
export const inWords = ({ name, args }) => words[name]?.(args ?? {}) ?? name;

/** @param {number} n */
export const changes = (n) => (n === 1 ? "1 change" : `${n} changes`);
