// The page of CompiledCodeIT: orders the SharedWorker of compiled-tests about, and lends it storage hosts, which are the product's own.
/** As `Patience.FOR_A_FACT`. */
const PATIENCE_MS = 180_000;

const { port } = new SharedWorker("/compiled/stories.js", { type: "module", name: "sqlsync stories" });
const hosts = new Map();
let answered = () => undefined;

const lend = (host, namespace) => {
  const worker = new Worker("/sqlsync/storage-host.js", { type: "module" });
  const { port1, port2 } = new MessageChannel();
  worker.postMessage({ host, namespace }, [port1]);
  hosts.set(host, worker);
  port.postMessage({ op: "lent", host }, [port2]);
};

const unlend = (host) => {
  hosts.get(host)?.terminate();
  hosts.delete(host);
};

port.onmessage = ({ data }) => {
  if (data.op === "lend") lend(data.host, data.namespace);
  else if (data.op === "unlend") unlend(data.host);
  else answered(data);
};

const ask = (order) =>
  new Promise((resolve) => {
    answered = resolve;
    port.postMessage(order);
  });

globalThis.inTime = (call) => {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error("No answer within " + PATIENCE_MS + " ms.")), PATIENCE_MS);
  });
  return Promise.race([call(), late]).finally(() => clearTimeout(timer));
};

const GOLDEN = [
  "journal/v1-fold.hex",
  "journal/v1-log.hex",
  "journal/v1-log-after-fold.hex",
  "journal/v2-fold.hex",
  "journal/v2-log.hex",
  "journal/v2-replaced.hex",
  "replication/v1-messages.hex",
  "replication/v2-messages.hex",
];

/** The golden files' texts, by their name without a folder. */
async function golden() {
  const texts = {};
  for (const path of GOLDEN) texts[path.split("/").pop()] = await (await fetch("/compiled/golden/" + path)).text();
  return texts;
}

/** The names of all stories; first of all. */
globalThis.list = async () => (await ask({ op: "list", golden: await golden() })).names;

/** Why a story failed; null where it holds. */
globalThis.tell = async (name) => (await ask({ op: "tell", name })).failure;

/** What the mutation logs of these seeds come to, a line for each. */
globalThis.replay = async ([from, count]) => {
  const wasm = new URL("/sqlsync/sql-wasm.wasm", location.href).href;
  const { lines, failure } = await ask({ op: "replay", wasm, from, count });
  if (failure) throw new Error(failure);
  return lines;
};

globalThis.tabIsLoaded = true;
