/**
 * A reducer in a world that its arguments bring along: `{ timestamp, uuids, randoms, args }`. So mutations that two documents
 * make can be the same in both.
 */
export const pinned = (reducer) => ({
  ...reducer,
  mutations: Object.fromEntries(
    Object.keys(reducer.mutations).map((name) => [
      name,
      (tx, world) => reducer.mutations[name](transaction(tx, world), world.args),
    ]),
  ),
});

const transaction = (tx, { timestamp, uuids, randoms }) => ({
  timestamp,
  user: "ann",
  mutationId: tx.mutationId,
  run: (...query) => tx.run(...query),
  all: (...query) => tx.all(...query),
  get: (...query) => tx.get(...query),
  reject: (...why) => tx.reject(...why),
  // It is asked, too, so that a mutation that is over is told so.
  uuid: () => tx.uuid() && uuids.shift(),
  random: () => tx.random() >= 0 && randoms.shift(),
});

const tag = (key, value) =>
  typeof value === "bigint"
    ? { $bigint: String(value) }
    : value instanceof Uint8Array
      ? { $bytes: btoa(String.fromCharCode(...value)) }
      : value;

const untag = (key, value) =>
  typeof value?.$bigint === "string"
    ? BigInt(value.$bigint)
    : typeof value?.$bytes === "string"
      ? Uint8Array.from(atob(value.$bytes), (each) => each.charCodeAt(0))
      : value;

/** Values as text, in the encoding that coordinators and workers use among each other; "" is undefined. */
const encode = (value) => (value === undefined ? "" : JSON.stringify(value, tag));
const decode = (text) => (text === "" ? undefined : JSON.parse(text, untag));

const worldOf = ({ timestamp, uuids, randoms, args }) => ({ timestamp, uuids, randoms, args: decode(args) });

/** Makes mutations one after the other; gives what became of each, as text. */
export async function makeAll(document, calls) {
  const outcomes = [];
  for (const call of calls) outcomes.push(await outcome(document.mutate(call.name, worldOf(call))));
  return outcomes;
}

/** Makes one mutation of several calls. */
export const makeTogether = (document, calls) =>
  outcome(document.mutateAll(calls.map((call) => [call.name, worldOf(call)])));

async function outcome(made) {
  try {
    return `accepted ${encode((await made).result)}`;
  } catch (error) {
    return `${[error.code, error.reason].filter(Boolean).join(" ")}: ${error.message}`;
  }
}
