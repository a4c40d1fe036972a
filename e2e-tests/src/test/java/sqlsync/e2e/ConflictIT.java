package sqlsync.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What does not fit together is decided by the coordinator, and everybody ends the same. */
class ConflictIT extends SyncStory {
    private static final int A_SIDE = 500;

    @Test
    void fiveHundredMutationsASideThatConflictEndAlike() {
        String id = newId("list");
        SyncedDevice edits = device(id, "todo.js");
        edits.document()
                .evaluate(
                        "(await it.mutateAll(Array.from({length: 50}, (_, i) => ['add', {text:"
                                + " String(i)}])), null)");
        SyncedDevice deletes = open(newProfile().tab(), id, "todo.js");
        edits.sync().disconnect();
        deletes.sync().disconnect();
        make(edits, "i % 10 === 9 ? ['add', {text: 'edit'}] : ['finish', {id: 1 + i % 50}]");
        make(
                deletes,
                "i % 100 === 50 ? ['clear'] : i % 3 ? ['add', {text: 'new'}] : ['finish', {id: 1}]");
        deletes.connect().sync();
        edits.connect().sync();
        deletes.sync();
        areTheSame(edits, deletes);
        for (SyncedDevice each : List.of(edits, deletes)) {
            List<?> outcomes = (List<?>) each.document().evaluate(OUTCOMES);
            assertEquals(A_SIDE, outcomes.stream().mapToInt(it -> number(it, "n")).sum());
            assertEquals(rejections(outcomes), each.rejected().size());
        }
        // All fifty were deleted before the first edit: every edit of one of them is refused.
        assertTrue(edits.rejected().size() >= A_SIDE * 8 / 10, "edits of what was deleted");
        assertEquals("no-such-item", edits.rejected().get(0).get("code"));
        edits.document().evaluate("(await it.dismiss((await it.rejected())[0].id), null)");
        areTheSame(edits.sync(), deletes.sync());
    }

    private static final String OUTCOMES =
            "(await (async () => { const seen = {}; for (const {outcome, code} of await"
                    + " Promise.all(settling)) { const key = code ?? outcome; seen[key] = (seen[key]"
                    + " ?? 0) + 1; } return Object.entries(seen).map(([key, n]) => ({key, n})); })())";

    /** Mutations of a side, by their number; those that are refused at once are made otherwise. */
    private static void make(SyncedDevice device, String call) {
        device.document()
                .evaluate(
                        "(await (async () => { globalThis.settling = []; for (let i = 0; i < "
                                + A_SIDE
                                + "; i++) { const call = "
                                + call
                                + "; const made = await it.mutate(...call).catch(() =>"
                                + " it.mutate('add', {text: 'instead'})); settling.push(made.settled);"
                                + " } })(), null)");
        device.await("pending === " + A_SIDE);
    }

    private static int number(Object outcome, String field) {
        return ((Number) ((Map<?, ?>) outcome).get(field)).intValue();
    }

    private static int rejections(List<?> outcomes) {
        return outcomes.stream()
                .filter(each -> !"accepted".equals(((Map<?, ?>) each).get("key")))
                .mapToInt(each -> number(each, "n"))
                .sum();
    }

    @Test
    void poisonOfEveryKindIsRefusedAndTheGoodAroundItTakesEffect() throws IOException {
        coordinator().stop();
        coordinator().giveReducer("poison.js", poisonous());
        coordinator().start();
        String id = newId("poison");
        SyncedDevice maker = device(id, "poison.js");
        SyncedDevice other = device(id, "poison.js");
        List<String> kinds =
                List.of(
                        "throws",
                        "throwsNothing",
                        "rejects",
                        "wrongSql",
                        "constraint",
                        "rollsBack",
                        "commits",
                        "attaches",
                        "promises",
                        "loops");
        maker.document()
                .evaluate(
                        "(await (async () => { globalThis.poisoned = {}; let n = 0; for (const kind"
                                + " of argument) { await it.mutate('add', {n: n++}); poisoned[kind] ="
                                + " (await it.mutate('poison', {kind})).settled; } await"
                                + " it.mutate('add', {n}); })(), null)",
                        kinds);
        maker.sync();
        Map<String, String> codes =
                Map.of(
                        "throws", "threw",
                        "throwsNothing", "threw",
                        "rejects", "refused",
                        "wrongSql", "threw",
                        "constraint", "threw",
                        "rollsBack", "threw",
                        "commits", "threw",
                        "attaches", "threw",
                        "promises", "async",
                        "loops", "limit");
        for (String kind : kinds) {
            Map<?, ?> outcome =
                    (Map<?, ?>) maker.document().evaluate("(await poisoned[argument])", kind);
            assertEquals("rejected", outcome.get("outcome"), kind);
            assertEquals(codes.get(kind), outcome.get("code"), kind + ": " + outcome);
            assertTrue(!((String) outcome.get("message")).isEmpty(), kind);
        }
        assertEquals(kinds.size(), maker.rejected().size());
        assertEquals(List.of(), other.sync().rejected());
        assertEquals(
                List.of(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10),
                other.document().column("SELECT n FROM good ORDER BY n"));
        areTheSame(maker, other);
    }

    private static String poisonous() throws IOException {
        Path module = Path.of(System.getProperty("basedir", "."));
        String text = Files.readString(module.resolve("src/test/web/reducers/poison.js"));
        return text.replace("const POISONOUS = false", "const POISONOUS = true");
    }
}
