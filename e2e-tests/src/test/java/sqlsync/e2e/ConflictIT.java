package sqlsync.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import sqlsync.e2e.fixture.CoordinatorJar;

/** Two devices that want what does not fit together: each mutation is decided once, and for all. */
class ConflictIT extends SyncStory {
    private static final String REDUCER = "contested.js";
    private static final int KINDS = 5;

    private final int aSide = setting("conflicts", 500) / KINDS * KINDS;

    @Override
    CoordinatorJar start(List<String> reducers, String origin) {
        return super.start(List.of(REDUCER), origin);
    }

    @Test
    void fiveHundredConflictsASideEndTheSameEverywhere() {
        String id = newId("contested");
        SyncedDevice first = withPairs(id, "first");
        SyncedDevice second = open(newProfile().tab(), id, REDUCER).sync();
        first.disconnect();
        second.disconnect();
        contest(first, "first");
        contest(second, "second");
        first.connect().sync();
        second.connect().sync();
        first.sync();

        long ofAKind = aSide / KINDS;
        assertEquals(Map.of("accepted", (long) aSide), counted(first.outcomes()));
        assertEquals(List.of(), first.rejected(), "who came first");
        Map<String, String> ofSecond = second.outcomes();
        assertEquals(
                Map.of(
                        "accepted", 2 * ofAKind,
                        // Edits and removals of what the first one removed.
                        "rejected no-such-pair", 2 * ofAKind,
                        // What both added.
                        "rejected threw", ofAKind),
                counted(ofSecond));
        List<String> refused =
                ofSecond.entrySet().stream()
                        .filter(each -> !each.getValue().equals("accepted"))
                        .map(Map.Entry::getKey)
                        .toList();
        assertEquals(
                refused, second.rejected().stream().map(each -> each.get("id")).toList(), "kept");
        assertEquals(
                List.of("first " + ofAKind, "second " + ofAKind),
                first.document()
                        .column(
                                "SELECT value || ' ' || count(*) FROM pairs GROUP BY value ORDER BY"
                                        + " value"));
        everybodyIsTheSame(id, first, second);
    }

    @Test
    void conflictsThatMeetAtOnceAreEachDecidedOnce() {
        String id = newId("contested");
        SyncedDevice one = withPairs(id, "one");
        SyncedDevice other = device(id, REDUCER).sync();
        one.disconnect();
        other.disconnect();
        contest(one, "one");
        contest(other, "other");
        one.connect();
        other.connect();
        one.sync();
        other.sync();
        one.sync();

        Map<String, String> ofOne = one.outcomes();
        Map<String, String> ofOther = other.outcomes();
        assertEquals(aSide, ofOne.size());
        assertEquals(aSide, ofOther.size());
        List<String> mine = List.copyOf(ofOne.values());
        List<String> theirs = List.copyOf(ofOther.values());
        for (int i = 0; i < aSide; i++) {
            List<String> both = List.of(mine.get(i), theirs.get(i));
            String what = i + ": " + both;
            switch (i % KINDS) {
                case 0 -> assertEquals("accepted", both.get(0), what);
                case 1 -> assertEquals("accepted", both.get(1), what);
                case 2 -> assertEquals(List.of("accepted", "accepted"), both, what);
                default -> assertEquals(1, both.stream().filter("accepted"::equals).count(), what);
            }
        }
        takeEffectOnce(one, "one", mine);
        takeEffectOnce(one, "other", theirs);
        assertEquals(refused(mine), one.rejected().size());
        assertEquals(refused(theirs), other.rejected().size());
        everybodyIsTheSame(id, one, other);
    }

    /** A device on which there are pairs to fight over, all settled. */
    private SyncedDevice withPairs(String id, String writer) {
        SyncedDevice device = device(id, REDUCER);
        List<Object> calls = new ArrayList<>();
        for (int i = 0; i < aSide; i++) {
            if (i % KINDS != 4) {
                calls.add(call("add", writer, -1 - i, "old-" + i));
            }
        }
        device.document().evaluate("(await it.mutateAll(argument), null)", calls);
        return device.sync();
    }

    /**
     * A device's side of the conflicts, each another kind than the one before: removed by the one
     * and edited by the other, edited and removed, edited by both, removed by both, added by both.
     */
    private void contest(SyncedDevice device, String writer) {
        boolean first = writer.equals("first") || writer.equals("one");
        List<Object> calls = new ArrayList<>();
        for (int i = 0; i < aSide; i++) {
            calls.add(
                    switch (i % KINDS) {
                        case 0 -> call(first ? "remove" : "edit", writer, i, "old-" + i);
                        case 1 -> call(first ? "edit" : "remove", writer, i, "old-" + i);
                        case 2 -> call("edit", writer, i, "old-" + i);
                        case 3 -> call("remove", writer, i, "old-" + i);
                        default -> call("add", writer, i, "new-" + i);
                    });
        }
        device.beginAll(calls).await("pending === " + aSide);
    }

    private static List<Object> call(String name, String writer, int n, String key) {
        return List.of(name, Map.of("writer", writer, "n", n, "key", key));
    }

    private static Map<String, Long> counted(Map<String, String> outcomes) {
        Map<String, Long> counts = new TreeMap<>();
        outcomes.values().forEach(each -> counts.merge(each, 1L, Long::sum));
        return counts;
    }

    private static long refused(List<String> outcomes) {
        return outcomes.stream().filter(each -> !each.equals("accepted")).count();
    }

    /** What was accepted is written down once and in the order in which it was made, no other. */
    private void takeEffectOnce(SyncedDevice device, String writer, List<String> outcomes) {
        List<Object> accepted = new ArrayList<>();
        for (int i = 0; i < outcomes.size(); i++) {
            if (outcomes.get(i).equals("accepted")) {
                accepted.add(i);
            }
        }
        String done = "SELECT n FROM done WHERE writer = ? AND n >= 0 ORDER BY place";
        assertEquals(accepted, device.document().column(done, writer));
    }

    /** Somebody who was not there sees what they see, and is told of no refusal. */
    private void everybodyIsTheSame(String id, SyncedDevice one, SyncedDevice other) {
        areTheSame(one, other);
        SyncedDevice late = device(id, REDUCER).sync();
        areTheSame(one, late);
        assertEquals(List.of(), late.rejected());
        assertEquals("ok", late.document().integrity());
    }
}
