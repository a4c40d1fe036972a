// Stands before every trouble: orders come from a page, by what `trouble` in tab.js sends.
const onTrouble = (orders) => {
  const channel = new BroadcastChannel("trouble");
  channel.onmessage = ({ data }) => {
    if (Object.hasOwn(orders, data)) {
      orders[data]();
      channel.postMessage("done: " + data);
    }
  };
};
