import { createTestDocument, createTestNetwork } from "sqlsync/testing";
import { expect, test } from "vitest";
import tasks from "./tasks.reducer.ts";

test("a task is added, and done", async () => {
  const document = await createTestDocument(tasks, { user: "ann" });
  const { result } = await document.mutate("add", { title: " Buy milk " });
  await document.mutate("setDone", { id: result.id, done: true });
  expect(await document.query("SELECT title, done FROM tasks")).toEqual([{ title: "Buy milk", done: 1 }]);
  await document.replay();
  await document.close();
});

test("a task without a title is refused", async () => {
  const document = await createTestDocument(tasks);
  await expect(document.mutate("add", { title: " " })).rejects.toThrow("Type a title first.");
  await document.close();
});

test("a task that another device has deleted meanwhile cannot be renamed", async () => {
  const network = await createTestNetwork(tasks);
  const phone = await network.device("phone", { user: "ann" });
  const laptop = await network.device("laptop", { user: "ann" });
  const { result } = await phone.mutate("add", { title: "Buy milk" });
  await network.settled();

  phone.offline();
  const renamed = await phone.mutate("rename", { id: result.id, title: "Buy bread" });
  await laptop.mutate("remove", { id: result.id });
  await network.settled();
  phone.online();
  await network.settled();

  expect(await renamed.settled).toMatchObject({ outcome: "rejected", code: "gone" });
  expect(await phone.query("SELECT * FROM tasks")).toEqual([]);
  await network.close();
});
