import assert from "node:assert/strict";
import { test } from "node:test";
import { failure, FakeDocument, openings, Page, quiet, releases } from "./react-rig.js";

const OPTIONS = { reducer: "/notes.js" };

/** A test in every release of React, with a page of its own. Nothing may be left open, and React may not complain. */
function each(name, body) {
  for (const release of releases) {
    test(`${release.name}: ${name}`, async () => {
      openings.length = 0;
      const page = new Page(release);
      const { useDocument } = release.hooks;
      const Phase = ({ id, options, then }) => {
        const state = useDocument(id, options);
        then?.(state);
        return `${state.phase} ${state.error?.code ?? ""}`;
      };
      await body(page, Phase, release.hooks);
      await page.unmount();
      await quiet();
      assert.deepEqual(page.takeComplaints(), []);
    });
  }
}

each("a document is opened once, and closed after the last component that shows it", async (page, Phase) => {
  const { createElement: h } = page.React;
  const both = (options) => [page.React.Fragment, null, h(Phase, { id: "a", options }), h(Phase, { id: "a", options })];
  await page.show(...both({ ...OPTIONS }));
  assert.equal(page.text, "opening opening ");
  assert.equal(openings.length, 1);
  assert.deepEqual([openings[0].id, openings[0].options.reducer], ["a", "/notes.js"]);
  const document = new FakeDocument();
  await page.act(() => openings[0].opened(document));
  assert.equal(page.text, "open open ");
  for (let n = 0; n < 100; n++) await page.show(...both({ reducer: "/notes.js" }));
  await page.show(page.React.Fragment, null, h(Phase, { id: "a", options: OPTIONS }));
  assert.deepEqual([openings.length, document.closed], [1, 0]);
  await page.unmount();
  assert.deepEqual([openings.length, document.closed], [1, 1]);
});

each("another id, and another option, is another handle", async (page, Phase) => {
  const first = new FakeDocument();
  await page.show(Phase, { id: "a", options: OPTIONS });
  await page.act(() => openings[0].opened(first));
  await page.show(Phase, { id: "b", options: OPTIONS });
  assert.equal(page.text, "opening ");
  assert.equal(first.closed, 1);
  await page.show(Phase, { id: "b", options: { ...OPTIONS, user: "ada" } });
  assert.deepEqual(
    openings.map(({ id, options }) => [id, options.user, options.signal.aborted]),
    [
      ["a", undefined, true],
      ["b", undefined, true],
      ["b", "ada", false],
    ],
  );
});

each("null opens nothing", async (page, Phase) => {
  await page.show(Phase, { id: null, options: OPTIONS });
  assert.equal(page.text, "opening ");
  assert.equal(openings.length, 0);
});

each("the token given last is used, and a new one opens nothing", async (page, Phase) => {
  await page.show(Phase, { id: "a", options: { ...OPTIONS, token: "one" } });
  await page.show(Phase, { id: "a", options: { ...OPTIONS, token: () => "two" } });
  assert.equal(openings.length, 1);
  assert.equal(await openings[0].options.token(), "two");
  await page.show(Phase, { id: "a", options: { ...OPTIONS, token: "three" } });
  assert.equal(await openings[0].options.token(), "three");
});

each("what cannot be opened has failed, until it is mounted again", async (page, Phase) => {
  await page.show(Phase, { id: "a", options: OPTIONS });
  await page.act(() => openings[0].failed(failure("reducer-load-failed")));
  assert.equal(page.text, "failed reducer-load-failed");
  await page.unmount();
  await page.show(Phase, { id: "a", options: OPTIONS });
  assert.equal(page.text, "opening ");
});

each("one that is closed from elsewhere says why", async (page, Phase) => {
  const document = new FakeDocument();
  await page.show(Phase, { id: "a", options: OPTIONS });
  await page.act(() => openings[0].opened(document));
  await page.act(() => document.say({ problem: failure("unreachable") }));
  assert.equal(page.text, "open ");
  await page.act(() => document.say({ problem: failure("closed") }));
  assert.equal(page.text, "closed closed");
});

each("unmounting while it opens gives up, and what is opened all the same is closed", async (page, Phase) => {
  const document = new FakeDocument();
  await page.show(Phase, { id: "a", options: OPTIONS });
  await page.unmount();
  assert.equal(openings[0].options.signal.aborted, true);
  openings[0].opened(document);
  await quiet();
  assert.equal(document.closed, 1);
});

each("a signal of the program aborts the opening", async (page, Phase) => {
  const controller = new AbortController();
  await page.show(Phase, { id: "a", options: { ...OPTIONS, signal: controller.signal } });
  controller.abort("enough");
  assert.equal(openings[0].options.signal.reason, "enough");
  await page.show(Phase, { id: "b", options: { ...OPTIONS, signal: controller.signal } });
  assert.equal(openings[1].options.signal.aborted, true);
});

each("the state is the same object while nothing changes", async (page, Phase) => {
  const states = new Set();
  const then = (state) => states.add(state);
  await page.show(Phase, { id: "a", options: OPTIONS, then });
  await page.act(() => openings[0].opened(new FakeDocument()));
  for (let n = 0; n < 10; n++) await page.show(Phase, { id: "a", options: { ...OPTIONS }, then });
  assert.equal(states.size, 2);
});

each("the server renders what opens, and opens nothing; the browser takes that over", async (page, Phase) => {
  const html = page.onServer(Phase, { id: "a", options: OPTIONS });
  assert.match(html, /^opening/);
  assert.equal(openings.length, 0);
  await page.hydrate(html, Phase, { id: "a", options: OPTIONS });
  assert.deepEqual(page.recovered, []);
  await page.act(() => openings[0].opened(new FakeDocument()));
  assert.equal(page.text, "open ");
  assert.equal(openings.length, 1);
});

each("a mutation goes to the document, by the same function at every rendering", async (page, Phase, { useMutate }) => {
  const given = new Set();
  const Caller = ({ document }) => {
    const mutate = useMutate(document);
    page.React.useEffect(() => void given.add(mutate));
    return null;
  };
  await page.show(Caller, {});
  const [early] = given;
  await assert.rejects(early("add", { text: "milk" }), /"add" was called before its document was open/);
  const document = new FakeDocument();
  for (let n = 0; n < 10; n++) await page.show(Caller, { document });
  assert.equal(given.size, 2);
  const [, mutate] = given;
  assert.deepEqual(await mutate("add", { text: "milk" }), { id: "m-1" });
  await mutate("clear");
  assert.deepEqual(document.mutations, [["add", { text: "milk" }], ["clear"]]);
});

each("the status is shown as it changes", async (page, Phase, { useStatus }) => {
  const Status = ({ document }) => String(useStatus(document)?.connection);
  await page.show(Status, {});
  assert.equal(page.text, "undefined");
  const document = new FakeDocument();
  await page.show(Status, { document });
  assert.equal(page.text, "local");
  await page.act(() => document.say({ connection: "connected" }));
  assert.equal(page.text, "connected");
  await page.unmount();
  document.say({ connection: "disconnected" });
});

each("pending mutations are asked for once for all, and again with a status", async (page, Phase, { usePending }) => {
  const { createElement: h, Fragment } = page.React;
  let renders = 0;
  const Pending = ({ document }) => {
    renders++;
    return usePending(document)?.map(({ id, state }) => `${id} ${state};`) ?? "?";
  };
  const document = new FakeDocument();
  await page.show(Fragment, null, h(Pending, { document }), h(Pending, { document }));
  assert.deepEqual([page.text, document.asked.pending], ["", 1]);
  document.lists.pending = [{ id: "m-1", state: "unsent" }];
  await page.act(() => document.say({ pending: 1 }));
  assert.equal(page.text, "m-1 unsent;m-1 unsent;");
  document.lists.pending = [{ id: "m-1", state: "sent" }];
  await page.act(() => document.say({ pending: 1 }));
  assert.equal(page.text, "m-1 sent;m-1 sent;");
  const before = [renders, document.asked.pending];
  await page.act(() => {
    for (let n = 0; n < 100; n++) document.say({ unflushed: n });
  });
  assert.deepEqual([renders, document.asked.pending], [before[0], before[1] + 2], "one request at a time");
  await page.unmount();
  document.say({ pending: 0 });
  await quiet();
  assert.equal(document.asked.pending, before[1] + 2);
});

each("a closed document keeps its list, and asks no more", async (page, Phase, { usePending }) => {
  const Pending = ({ document }) => String(usePending(document)?.length);
  const document = new FakeDocument();
  document.lists.pending = [{ id: "m-1", state: "unsent" }];
  await page.show(Pending, { document });
  document.pending = async () => {
    document.asked.pending++;
    throw failure("closed");
  };
  await page.act(() => document.say({ problem: failure("closed") }));
  await page.act(() => document.say({}));
  assert.deepEqual([page.text, document.asked.pending], ["1", 2]);
});

each("rejected mutations are asked for when one is rejected or dismissed", async (page, Phase, { useRejected }) => {
  const Rejected = ({ document }) => useRejected(document)?.map(({ id }) => id) ?? "?";
  const document = new FakeDocument();
  await page.show(Rejected, { document });
  document.lists.rejected = [{ id: "m-1" }];
  await page.act(() => document.dispatchEvent(new CustomEvent("rejected")));
  assert.equal(page.text, "m-1");
  document.lists.rejected = [];
  await page.act(() => document.dispatchEvent(new CustomEvent("dismissed")));
  assert.deepEqual([page.text, document.asked.rejected], ["", 3]);
});
