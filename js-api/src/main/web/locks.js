/**
 * Takes the lock for as long as this page lives; in the back/forward cache, too: the worker must not forget a page that may come
 * back and send again. A page that holds a lock is not frozen, and so serves as a lender of its storage host while hidden.
 *
 * @param {string} name
 * @returns {Promise<void>} held
 */
export function holdLock(name) {
  return new Promise((resolve, reject) => {
    const held = () => {
      resolve();
      return new Promise(() => {});
    };
    navigator.locks.request(name, held).catch(reject);
  });
}

/**
 * Calls back once nobody holds the lock any more.
 *
 * @param {string} name
 * @param {AbortSignal} signal ends the wait
 * @param {() => void} onFree
 */
export function watchLock(name, signal, onFree) {
  // Fails by the signal only; also while the page is being torn down, when nothing is left to do.
  navigator.locks.request(name, { signal }, () => onFree()).catch(() => {});
}

/**
 * Takes a lock from its holder, who is told so as soon as it can hear, and gives it back: everybody who waits for the lock takes its
 * holder for dead.
 *
 * @param {string} name
 */
export const breakLock = (name) => navigator.locks.request(name, { steal: true }, () => {});
