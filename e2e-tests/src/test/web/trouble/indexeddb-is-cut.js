// On "cut", the browser closes the connection, as WebKit does with pages in the background: a transaction under way is
// aborted or, on "cutLate", commits without a word.
if (globalThis.SharedWorkerGlobalScope) {
  const transactions = new Set();
  const begin = IDBDatabase.prototype.transaction;
  let database = null;
  IDBDatabase.prototype.transaction = function (...args) {
    const transaction = begin.apply(this, args);
    database = this;
    transactions.add(transaction);
    for (const end of ["complete", "abort"]) {
      transaction.addEventListener(end, () => transactions.delete(transaction));
    }
    return transaction;
  };
  const cut = () => {
    // Where there is none to cut this throws, and whoever ordered it waits in vain.
    database.close();
    database.dispatchEvent(new Event("close"));
  };
  onTrouble({
    cut() {
      for (const transaction of transactions) {
        try {
          transaction.abort();
        } catch {
          // It has ended already, and says so soon.
        }
      }
      cut();
    },
    cutLate: cut,
  });
}
