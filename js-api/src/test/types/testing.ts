/** A newcomer's test of a reducer, in TypeScript: compiled, never run. */
import type { SqlDocument, Transaction } from "../../main/web/sqlsync.js";
import { createTestDocument, createTestNetwork } from "../../main/node/testing.js";
import type {
  TestDevice,
  TestDeviceOptions,
  TestDocument,
  TestDocumentOptions,
  TestNetwork,
  TestNetworkOptions,
  TestReducer,
} from "../../main/node/testing.js";

const tasks = {
  name: "tasks",
  migrations: ["CREATE TABLE tasks (id TEXT PRIMARY KEY, title TEXT NOT NULL)"],
  mutations: {
    add(tx: Transaction, { id, title }: { id: string; title: string }) {
      tx.run("INSERT INTO tasks VALUES (?, ?)", [id, title]);
      return id;
    },
    clear(tx: Transaction) {
      tx.run("DELETE FROM tasks");
    },
  },
};

const options: TestDocumentOptions = { user: "ann", timestamp: 1_700_000_000_000, seed: 1 };
const given: TestReducer = tasks;

export async function addsATask(): Promise<string[]> {
  const doc: TestDocument<typeof tasks> = await createTestDocument(tasks, options);
  await doc.mutate("add", { id: "a", title: "x" });
  await doc.mutate("clear");
  // @ts-expect-error: it has no title
  await doc.mutate("add", { id: "a" });
  // @ts-expect-error: there is no such mutation
  await doc.mutate("remove");
  const bob = doc.as("bob");
  await bob.mutate("add", { id: "b", title: "y" });
  // @ts-expect-error: a user is a name
  doc.as(1);
  doc.at(new Date(2030, 0));
  doc.at(1_700_000_001_000);
  // @ts-expect-error: a time is a number or a date
  doc.at("now");
  await doc.replay();
  const rows = await doc.query<{ title: string }>("SELECT title FROM tasks");
  const plain: SqlDocument<typeof tasks> = doc;
  const newer = await createTestDocument(tasks, { database: await plain.export(), schemaVersion: 1 });
  const loaded = await createTestDocument<typeof tasks>(new URL("./tasks.js", import.meta.url));
  const untyped = await createTestDocument(given);
  await Promise.all([doc, newer, loaded, untyped].map((each) => each.close()));
  return rows.map(({ title }) => title);
}

export async function convergesAfterBeingOffline(): Promise<void> {
  const settings: TestNetworkOptions = { timestamp: 0, seed: 2 };
  const network: TestNetwork<typeof tasks> = await createTestNetwork(tasks, settings);
  const phone: TestDeviceOptions = { user: "ann", offline: true };
  const device: TestDevice<typeof tasks> = await network.device("phone", phone);
  await device.mutate("add", { id: "a", title: "x" });
  // @ts-expect-error: it has no title
  await device.mutate("add", { id: "a" });
  device.online();
  network.at(new Date(2030, 0));
  await network.settled();
  device.offline();
  // @ts-expect-error: a device cannot be another user
  device.as("bob");
  await network.close();
  await (await createTestNetwork("./tasks.js")).close();
}
