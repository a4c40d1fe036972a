// Stands before every trouble: orders come from a page, by what `trouble` in tab.js sends. Each worker that has a trouble holds a
// lock, so that the page can wait for every one of them: the storage host and the SharedWorker may both have it.
const onTrouble = (orders) => {
  const name = "trouble/" + crypto.randomUUID();
  navigator.locks.request(name, () => new Promise(() => {}));
  const channel = new BroadcastChannel("trouble");
  channel.onmessage = ({ data: { order } }) => {
    if (order === undefined) return;
    if (Object.hasOwn(orders, order)) orders[order]();
    channel.postMessage({ done: order, name });
  };
};
