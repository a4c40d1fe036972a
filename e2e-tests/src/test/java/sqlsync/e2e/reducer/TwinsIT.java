package sqlsync.e2e.reducer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import sqlsync.demo.TodoReducer;
import sqlsync.e2e.fixture.Story;

/** A reducer in JavaScript and the same in Java do the same, wherever they run. */
class TwinsIT extends Story {
    private static final int MUTATIONS = 1_000;

    /** One for all runs of this process: a story that is told again is the same story. */
    private static final long SEED = seed();

    private static final Path MODULE = Path.of(System.getProperty("basedir", "."));

    private Worlds todo() {
        return new Worlds(
                server(),
                tab(),
                newId("todo"),
                Path.of(System.getProperty("sqlsync.site"), "todo.js"),
                new TodoReducer(),
                List.of(Path.of(System.getProperty("sqlsync.javaReducer"), "reducer/todo.js")));
    }

    private Worlds probe() {
        Path probe = MODULE.resolve("src/test/web/reducers/probe-java.js");
        return new Worlds(
                server(),
                tab(),
                newId("probe"),
                MODULE.resolve("src/test/web/reducers/probe.js"),
                new ProbeReducer(),
                List.of(probe, MODULE.resolve("target/reducers/probe-impl.js")));
    }

    @Test
    void aThousandRandomMutationsOfTheDemoComeToTheSame() {
        List<Call> calls = TodoCalls.random(SEED, MUTATIONS);
        Worlds worlds = todo();
        List<String> outcomes;
        try {
            outcomes = worlds.make(calls);
            worlds.content();
        } catch (AssertionError difference) {
            throw new AssertionError("With -Dsqlsync.seed=" + SEED, difference);
        }
        assertCovers(calls, outcomes);
    }

    /**
     * Of each mutation some took effect, and of the refusals all that the reducer knows came up.
     */
    private static void assertCovers(List<Call> calls, List<String> outcomes) {
        Set<String> accepted = new LinkedHashSet<>();
        Set<String> refused = new LinkedHashSet<>();
        for (int i = 0; i < calls.size(); i++) {
            if (outcomes.get(i).startsWith("accepted")) {
                accepted.add(calls.get(i).name());
            } else {
                refused.add(outcomes.get(i).split(":")[0]);
            }
        }
        assertEquals(new TodoReducer().mutationNames().size(), accepted.size(), "seed " + SEED);
        for (String reason : List.of("empty", "too-long", "no-such-list", "threw")) {
            assertTrue(refused.contains("mutation-rejected " + reason), reason + ", seed " + SEED);
        }
    }

    /** What each of these says, in every world; and then that the worlds hold the same. */
    @Test
    void everyEndOfAMutationIsTheSame() {
        Worlds worlds = probe();
        said(worlds, "reject", "{'code':'full','message':'No room.'}", "rejected full: No room.");
        said(worlds, "rejectWithoutMessage", "", "rejected no: The mutation was rejected: no.");
        said(worlds, "rejectQuietly", "", "rejected first: The first one counts.");
        said(worlds, "throwing", "{'message':'Broken.'}", "rejected threw: Broken.");
        said(worlds, "throwing", "{'message':'ä\\u0000\\ud83d\\ude00'}", "rejected threw: ä\0😀");
        said(
                worlds,
                "catching",
                "{'sql':'INSERT INTO missing VALUES (1)'}",
                "accepted \"no such table: missing (in: INSERT INTO missing VALUES (1))\"");
        said(worlds, "catching", "{'sql':'SELECT 1'}", "accepted ");
        said(
                worlds,
                "run",
                "{'sql':'INSERT INTO once VALUES (1), (1)'}",
                "rejected threw: UNIQUE constraint failed: once.a (in: INSERT INTO once VALUES (1),"
                        + " (1))");
        for (String mutation : List.of("nothing", "toString", "constructor", "__proto__")) {
            said(worlds, mutation, "", unknown(mutation));
        }
        said(
                worlds,
                "notANumber",
                "",
                "rejected threw: result.items[1] is NaN, which JSON does not have; use null or a"
                        + " string.");
        said(worlds, "keep", "", "accepted ");
        for (String how : List.of("run", "uuid", "reject")) {
            said(
                    worlds,
                    "useKept",
                    "{'how':'" + how + "'}",
                    "rejected threw: The mutation is over: tx can be used only while it runs, and"
                            + " only synchronously.");
        }
        said(
                worlds,
                "all",
                "{'sql':'SELECT a FROM t'}",
                "accepted [{\"a\":\"kept\"},{\"a\":\"no such table: missing (in: INSERT INTO missing"
                        + " VALUES (1))\"},{\"a\":\"kept\"}]");
        worlds.content();
    }

    @Test
    void whatAStatementMayNotBeIsSaidInTheSameWords() {
        Worlds worlds = probe();
        List<Call> calls = new ArrayList<>();
        for (String statement :
                List.of(
                        "'sql':'COMMIT'",
                        "'sql':'PRAGMA journal_mode = WAL'",
                        "'sql':''",
                        "'sql':'SELEC 1'",
                        "'sql':'SELECT ?'",
                        "'sql':'SELECT ?','params':[]",
                        "'sql':'SELECT ?','params':[1,2]",
                        "'sql':'SELECT ? AS a','params':[{}]",
                        "'sql':'SELECT ?, ?','params':[[]]",
                        "'sql':'SELECT :a','params':{'b':1}",
                        "'sql':'SELECT :a','params':{'a':{},'b':1}",
                        "'sql':'SELECT :a, :b','params':{'a':1}",
                        "'sql':'SELECT ?','params':{'a':1}",
                        "'sql':'SELECT :a AS x','params':{'a':[]}",
                        "'sql':'SELECT 1','params':7",
                        "'sql':'SELECT 1','params':null",
                        "'sql':'SELECT 1; SELECT 2'",
                        "'sql':'INSERT OR ROLLBACK INTO once VALUES (1), (1)'",
                        "'sql':'SELECT 1 AS a, 2 AS a'")) {
            for (String method : List.of("run", "all", "get")) {
                calls.add(call(calls.size(), method, "{" + statement + "}"));
            }
        }
        worlds.make(calls);
        worlds.content();
    }

    @Test
    void valuesGoInAndComeOutTheSame() {
        Worlds worlds = probe();
        List<String> values =
                List.of(
                        "null",
                        "true",
                        "false",
                        "0",
                        "-1",
                        "2.5",
                        "9007199254740991",
                        "-9007199254740991",
                        bigint("9007199254740992"),
                        bigint("9007199254740993"),
                        bigint("9223372036854775807"),
                        bigint("-9223372036854775808"),
                        "'ä\\u0000\\u001f\\b\\f\\n\\r\\t\\\\\\u2028😀'",
                        "''",
                        "{'$bytes':'AP8H'}",
                        "{'$bytes':''}");
        List<Call> calls = new ArrayList<>();
        for (String value : values) {
            calls.add(call(calls.size(), "add", "{'value':" + value + "}"));
            calls.add(
                    call(
                            calls.size(),
                            "get",
                            "{'sql':'SELECT ? AS a, typeof(?1) AS type','params':["
                                    + value
                                    + "]}"));
            calls.add(call(calls.size(), "echo", "{'deep':[[" + value + "],{'a':" + value + "}]}"));
        }
        for (String args :
                List.of(
                        "",
                        "[]",
                        "{}",
                        "7",
                        "{'$$bytes':'AA=='}",
                        "{'$$':1}",
                        "{'$a':1,'$b':2}",
                        "{'__proto__':{'a':1}}",
                        "[[[[]]]]",
                        "{'':{'':null}}")) {
            calls.add(call(calls.size(), "echo", args));
        }
        calls.add(call(calls.size(), "all", "{'sql':'SELECT a, typeof(a) AS type FROM t'}"));
        calls.add(call(calls.size(), "all", "{'sql':'SELECT 9e999 AS a'}"));
        for (String name : List.of("context", "chance")) {
            calls.add(call(calls.size(), name, ""));
        }
        for (String value :
                List.of(bigint("9007199254740993"), bigint("-9007199254740993"), "41")) {
            calls.add(call(calls.size(), "next", "{'value':" + value + "}"));
        }
        List<String> outcomes = worlds.make(calls);
        assertEquals("accepted {\"$bigint\":\"9007199254740994\"}", last(outcomes, 3));
        assertEquals("accepted {\"$bigint\":\"-9007199254740992\"}", last(outcomes, 2));
        assertEquals("accepted 42", last(outcomes, 1));
        assertTrue(last(outcomes, 5).startsWith("accepted [1700000000"), last(outcomes, 5));
        worlds.content();
    }

    @Test
    void severalCallsAreOneMutation() {
        Worlds worlds = probe();
        Call add = call(1, "add", "{'value':'one'}");
        Call count = call(1, "get", "{'sql':'SELECT count(*) AS n FROM t'}");
        Call reject = call(1, "reject", "{'code':'full','message':'No room.'}");
        assertEquals(
                "accepted [null,{\"n\":1},null,{\"n\":2}]",
                worlds.makeTogether(List.of(add, count, add, count)));
        assertEquals(
                "mutation-rejected full: No room.",
                worlds.makeTogether(List.of(add, count, reject, add)));
        assertEquals(unknown("nothing"), worlds.makeTogether(List.of(add, call(1, "nothing", ""))));
        assertEquals("accepted [{\"n\":2}]", worlds.makeTogether(List.of(count)));
        worlds.content();
    }

    private static String unknown(String mutation) {
        return "unknown-mutation: The reducer \"probe\" has no mutation \""
                + mutation
                + "\". It has: add, reject, rejectWithoutMessage, rejectQuietly, throwing, catching,"
                + " run, all, get, echo, context, chance, next, notANumber, keep, useKept.";
    }

    private static void said(Worlds worlds, String name, String args, String outcome) {
        String expected = outcome.startsWith("rejected") ? "mutation-" + outcome : outcome;
        assertEquals(List.of(expected), worlds.make(List.of(call(1, name, args))));
    }

    /**
     * @param args with ' for "
     */
    private static Call call(int number, String name, String args) {
        return new Call(number, name, args.replace('\'', '"'));
    }

    private static String bigint(String digits) {
        return "{'$bigint':'" + digits + "'}";
    }

    private static String last(List<String> outcomes, int fromEnd) {
        return outcomes.get(outcomes.size() - fromEnd);
    }
}
