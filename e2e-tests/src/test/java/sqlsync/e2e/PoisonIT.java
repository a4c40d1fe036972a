package sqlsync.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import sqlsync.e2e.fixture.CoordinatorJar;

/**
 * Mutations that a device takes for good, and that do harm on the coordinator: each is refused, the
 * device that made it is told why, and the good ones before, between and behind them take effect,
 * also those of others.
 */
class PoisonIT extends SyncStory {
    private static final String REDUCER = "poison.js";

    /** Each kind, and what its maker is told. */
    private static final List<List<String>> KINDS =
            List.of(
                    List.of("throws", "threw"),
                    List.of("throwsText", "threw"),
                    List.of("throwsNothing", "threw"),
                    List.of("rejects", "refused"),
                    List.of("swallowsItsRejection", "swallowed"),
                    List.of("syntaxError", "threw"),
                    List.of("noSuchTable", "threw"),
                    List.of("unique", "threw"),
                    List.of("foreignKey", "threw"),
                    List.of("rollsBack", "threw"),
                    List.of("commits", "threw"),
                    List.of("attaches", "threw"),
                    List.of("bindsWhatIsNoValue", "threw"),
                    List.of("readsItsArgumentsWrongly", "threw"),
                    List.of("promises", "async"),
                    List.of("returnsFunction", "threw"),
                    List.of("recurses", "threw"),
                    List.of("recursesInSql", "threw"));

    /** What has no end is cut off, after a while. */
    private static final List<String> ENDLESS = List.of("loops", "loopsInSql", "loopsOverSql");

    @Override
    CoordinatorJar start(List<String> reducers, String origin) {
        return CoordinatorJar.open(
                List.of(poisonous().toString()),
                origin,
                List.of("--reducer-millis=100", "--slow-reducer-millis=2000"));
    }

    @Test
    void poisonOfEveryKindIsRefusedAndStopsNobody() {
        String id = newId("poison");
        SyncedDevice maker = device(id, REDUCER).sync().disconnect();
        SyncedDevice other = device(id, REDUCER).sync();
        List<Object> calls = new ArrayList<>();
        for (List<String> kind : KINDS) {
            calls.add(good(calls.size()));
            calls.add(List.of("poison", Map.of("kind", kind.get(0))));
        }
        calls.add(good(calls.size()));
        maker.beginAll(calls).await("pending === " + calls.size()).connect();
        other.beginAll(IntStream.range(0, 100).mapToObj(i -> good(1_000 + i)).toList()).sync();
        maker.sync();

        List<String> expected = new ArrayList<>();
        for (List<String> kind : KINDS) {
            expected.add("accepted");
            expected.add("rejected " + kind.get(1));
        }
        expected.add("accepted");
        assertEquals(expected, List.copyOf(maker.outcomes().values()));
        assertEquals(KINDS.size(), maker.rejected().size());
        for (Map<String, Object> each : maker.rejected()) {
            assertTrue(!((String) each.get("message")).isEmpty(), each::toString);
        }
        assertEquals(List.of("accepted"), other.outcomes().values().stream().distinct().toList());
        assertOnlyGood(maker, other, KINDS.size() + 1, 100);
    }

    @Test
    void whatHasNoEndOnTheCoordinatorIsCutOffAndTheOthersGoOn() {
        String id = newId("poison");
        SyncedDevice maker = device(id, REDUCER).sync().disconnect();
        SyncedDevice other = device(id, REDUCER).sync();
        List<Object> calls = new ArrayList<>();
        for (String kind : ENDLESS) {
            calls.add(good(calls.size()));
            calls.add(List.of("poison", Map.of("kind", kind)));
        }
        calls.add(good(calls.size()));
        maker.beginAll(calls).await("pending === " + calls.size()).connect();
        for (int i = 0; i < 20; i++) {
            other.beginAll(List.of(good(1_000 + i))).sync();
        }
        maker.sync();

        List<String> expected = new ArrayList<>();
        ENDLESS.forEach(kind -> expected.addAll(List.of("accepted", "rejected limit")));
        expected.add("accepted");
        assertEquals(expected, List.copyOf(maker.outcomes().values()));
        assertOnlyGood(maker, other, ENDLESS.size() + 1, 20);
    }

    @Test
    void muchOfAnythingIsSettledOrRefusedAndStopsNothingBehindIt() {
        String id = newId("poison");
        SyncedDevice maker = device(id, REDUCER).sync();
        SyncedDevice other = device(id, REDUCER).sync();
        String nested = "Array.from({length: 60}).reduce((inner) => [inner], 1)";
        maker.document()
                .evaluate(
                        "(await (async () => { globalThis.outcomes = {}; const make = async (...call)"
                                + " => { const {id, settled} = await it.mutate(...call);"
                                + " outcomes[id] = settled; }; await make('add', {n: 1, text:"
                                + " 'x'.repeat(7 << 20)}); await make('keep', {n: 2, value: "
                                + nested
                                + "}); await make('keep', {n: 3, value: '\\0\\u2028</script>'});"
                                + " for (const kind of ['result', 'rows', 'pages']) await"
                                + " make('exceed', {kind}); await make('add', {n: 4}); })(), null)");
        maker.sync();
        assertEquals(
                List.of("accepted"),
                maker.outcomes().values().stream().distinct().toList(),
                () -> maker.rejected().toString());
        assertEquals(List.of(1, 2, 3, 4), other.sync().document().column("SELECT n FROM good"));
        areTheSame(maker, other);
        // More than the protocol carries is refused here, where it can still be told.
        maker.document()
                .failureOf("it.mutate('add', {n: 5, text: 'x'.repeat(9 << 20)})")
                .is("too-large");
        maker.document().mutate("add", Map.of("n", 6));
        maker.sync();
        assertEquals(5L, other.sync().document().number("SELECT count(*) FROM good"));
    }

    private static List<Object> good(int n) {
        return List.of("add", Map.of("n", n));
    }

    private static void assertOnlyGood(
            SyncedDevice maker, SyncedDevice other, int ofMaker, int ofOther) {
        assertEquals(List.of(), other.sync().rejected(), "it is no affair of other devices");
        maker.sync();
        String count = "SELECT count(*) FROM good WHERE n >= 0 AND n < 1000";
        assertEquals(ofMaker, other.document().number(count));
        assertEquals(ofMaker + ofOther, other.document().number("SELECT count(*) FROM good"));
        areTheSame(maker, other);
    }

    /** The reducer as the coordinator has it. */
    private static Path poisonous() {
        Path module = Path.of(System.getProperty("basedir", ".")).toAbsolutePath();
        try {
            String text = Files.readString(module.resolve("src/test/web/reducers/" + REDUCER));
            return Files.writeString(
                    module.resolve("target").resolve(REDUCER),
                    text.replace("const POISONOUS = false", "const POISONOUS = true"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
