import assert from "node:assert/strict";
import { test } from "node:test";
import { failure, Page, quiet, releases, reported } from "./react-rig.js";

/**
 * A test in every release of React, of a field that is bound to a row. `save` answers when the test says; `field` is what was returned
 * last, and `shown` what was shown, without repetitions.
 */
function each(name, body) {
  for (const release of releases) {
    test(`${release.name}: ${name}`, async () => {
      const page = new Page(release);
      const saves = [];
      const shown = [];
      const save = (value) => new Promise((saved, failed) => saves.push({ value, saved, failed }));
      const field = {};
      const Field = ({ value }) => {
        const [text, enter, leave] = release.hooks.useDraft(value, save);
        if (shown.at(-1) !== text) shown.push(text);
        Object.assign(field, { enter, leave });
        return text;
      };
      /** What the row holds, as a live query has it. */
      const row = (value) => page.show(Field, { value });
      await body({ page, saves, shown, field, row, act: (does) => page.act(does) });
      await page.unmount();
      await quiet();
      assert.deepEqual(page.takeComplaints(), []);
      assert.deepEqual(reported.splice(0), []);
    });
  }
}

each("letters are shown at once, and saved one after the other", async ({ page, saves, field, shown, row, act }) => {
  await row("");
  await act(() => field.enter("a"));
  await act(() => field.enter("ab"));
  await act(() => field.enter("abc"));
  assert.equal(page.text, "abc");
  assert.deepEqual(
    saves.map(({ value }) => value),
    ["a"],
  );
  await row("a");
  assert.equal(page.text, "abc", "a row that lags behind takes no letter away");
  await act(() => saves[0].saved());
  assert.deepEqual(
    saves.map(({ value }) => value),
    ["a", "abc"],
    "the newest, and not those before it",
  );
  await act(() => saves[1].saved());
  assert.equal(page.text, "abc");
  await row("abc");
  await row("changed elsewhere");
  assert.deepEqual(shown, ["", "a", "ab", "abc", "changed elsewhere"]);
});

each(
  "a row that changes before its mutation is answered is shown from then on",
  async ({ page, saves, field, row, act }) => {
    await row("");
    await act(() => field.enter("a"));
    await row("a");
    await act(() => saves[0].saved());
    await row("b");
    assert.equal(page.text, "b");
    await row("");
    assert.equal(page.text, "");
  },
);

each("what the reducer makes of it is shown", async ({ page, saves, field, row, act }) => {
  await row("a");
  await act(() => field.enter(" B "));
  await act(() => saves[0].saved());
  assert.equal(page.text, " B ");
  await row("b");
  assert.equal(page.text, "b");
  await row("a");
  assert.equal(page.text, "a", "also where that was the value before");
});

each("what the reducer leaves as it is is shown once the user leaves", async ({ page, saves, field, row, act }) => {
  await row("a");
  await act(() => field.enter("a "));
  await act(() => saves[0].saved());
  await row("a");
  assert.equal(page.text, "a ");
  await act(() => field.leave());
  assert.equal(page.text, "a");
  await act(() => field.enter("a  "));
  await act(() => field.leave());
  assert.equal(page.text, "a  ", "it is still being saved");
  await act(() => saves[1].saved());
  assert.equal(page.text, "a");
});

each("what cannot be saved stays while the user is in the field", async ({ page, saves, field, row, act }) => {
  await row("a");
  await act(() => field.enter(""));
  await act(() => saves[0].failed(failure("mutation-rejected")));
  assert.deepEqual(
    reported.splice(0).map(({ code }) => code),
    ["mutation-rejected"],
  );
  assert.equal(page.text, "");
  await row("changed elsewhere");
  assert.equal(page.text, "");
  await act(() => field.leave());
  assert.equal(page.text, "changed elsewhere");
});

each("what was entered is saved after one that failed", async ({ page, saves, field, row, act }) => {
  await row("a");
  await act(() => field.enter("b"));
  await act(() => field.enter("bc"));
  await act(() => saves[0].failed(failure("timeout")));
  assert.deepEqual(
    saves.map(({ value }) => value),
    ["b", "bc"],
  );
  assert.equal(reported.splice(0).length, 1);
  await act(() => saves[1].saved());
  await row("bc");
  await row("c");
  assert.equal(page.text, "c");
});

each("what waits is saved at once when the field is unmounted", async ({ page, saves, field, row, act }) => {
  await row("a");
  await act(() => field.enter("b"));
  await act(() => field.enter("bc"));
  assert.equal(saves.length, 1);
  await page.unmount();
  assert.deepEqual(
    saves.map(({ value }) => value),
    ["b", "bc"],
  );
  saves[0].failed(failure("timeout"));
  saves[1].saved();
  await quiet();
  assert.equal(saves.length, 2);
  assert.equal(reported.splice(0).length, 1);
});
