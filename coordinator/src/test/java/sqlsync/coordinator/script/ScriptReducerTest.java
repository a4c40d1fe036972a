package sqlsync.coordinator.script;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import org.graalvm.polyglot.PolyglotException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sqlsync.Limits;
import sqlsync.reducer.MutationRejectedException;

class ScriptReducerTest {
    @TempDir Path directory;

    private ScriptBench bench(String body) throws Exception {
        return new ScriptBench(directory, ScriptBench.mutation(body));
    }

    private static MutationRejectedException rejected(ScriptBench bench, String arguments) {
        return assertThrows(MutationRejectedException.class, () -> bench.work(arguments));
    }

    @Test
    void theModuleSaysWhatItIs() throws Exception {
        ScriptBench bench = bench("");
        assertEquals("r", bench.reducer.name());
        assertEquals(1, bench.reducer.schemaVersion());
        assertTrue(bench.reducer.hasMutation("work"));
        assertFalse(bench.reducer.hasMutation("toString"));
    }

    @Test
    void valuesGoInAndComeOutAsInTheBrowser() throws Exception {
        ScriptBench bench =
                bench(
                        """
                        const values = [null, 1, -0, 2.5, 2 ** 53, 2n ** 62n, -1n, true, "ä\\0😀", "",
                          new Uint8Array([0, 255, 7]), new Uint8Array(0), new Uint8Array([1, 2, 3]).subarray(1)];
                        for (const value of values) tx.run("INSERT INTO t VALUES (?, ?)", [value, typeof value]);
                        return tx.all("SELECT a, typeof(a) AS type FROM t").map((row) => [row.a, row.type]);
                        """);
        assertEquals(
                "[[null,\"null\"],[1,\"integer\"],[0,\"integer\"],[2.5,\"real\"],"
                        + "[9007199254740992,\"real\"],[{\"$bigint\":\"4611686018427387904\"},\"integer\"],"
                        + "[-1,\"integer\"],[1,\"integer\"],[\"ä\\u0000😀\",\"text\"],[\"\",\"text\"],"
                        + "[{\"$bytes\":\"AP8H\"},\"blob\"],[{\"$bytes\":\"\"},\"blob\"],"
                        + "[{\"$bytes\":\"AgM=\"},\"blob\"]]",
                bench.work(""));
    }

    @Test
    void argumentsAreDecodedAndNamedParametersBound() throws Exception {
        ScriptBench bench =
                bench(
                        """
                        tx.run("INSERT INTO t VALUES (:n, $bytes)", args);
                        const row = tx.get("SELECT a, b FROM t");
                        return { same: row.a === args.n, bytes: row.b, none: tx.get("SELECT 1 WHERE 0") ?? null };
                        """);
        assertEquals(
                "{\"same\":true,\"bytes\":{\"$bytes\":\"AQID\"},\"none\":null}",
                bench.work(
                        "{\"n\":{\"$bigint\":\"9007199254740993\"},\"bytes\":{\"$bytes\":\"AQID\"}}"));
    }

    /** The bench allows a million statements of JavaScript, less than one for each byte. */
    @Test
    void bytesCostTheReducerNothingWhateverTheirNumber() throws Exception {
        ScriptBench bench =
                bench(
                        """
                        tx.run("INSERT INTO t VALUES (?, ?)", [args, args.length]);
                        const { a } = tx.get("SELECT a FROM t");
                        a[0] = 7;
                        return [a.length, a[0], a[a.length - 1], Object.prototype.toString.call(a.buffer), a];
                        """);
        byte[] bytes = new byte[8 << 20];
        bytes[bytes.length - 1] = (byte) 200;
        String base64 = Base64.getEncoder().encodeToString(bytes);
        String result = bench.work("{\"$bytes\":\"" + base64 + "\"}");
        String head = "[8388608,7,200,\"[object ArrayBuffer]\",{\"$bytes\":\"";
        assertEquals(head, result.substring(0, head.length()));
        bytes[0] = 7;
        assertEquals(
                Base64.getEncoder().encodeToString(bytes),
                result.substring(head.length(), result.length() - 3));
        assertEquals("8388608 8388608", bench.read("SELECT length(a), b FROM t"));
    }

    @Test
    void whatNothingStopsTakesSoManyElementsAndNoMore() throws Exception {
        ScriptBench bench =
                bench(
                        """
                        if (args === "sort") new Array(1_000_001).sort();
                        if (args === "fill") new Array(4e9).fill(0);
                        if (args === "from") Array.from({ length: 4e9 });
                        return [[3, 1, 2].sort(), new Array(2).fill(1), Array.from("ab"), [2, 1].toSorted()];
                        """);
        assertEquals("[[1,2,3],[1,1],[\"a\",\"b\"],[1,2]]", bench.work("null"));
        for (String name : List.of("sort", "fill", "from")) {
            String message = rejected(bench, "\"" + name + "\"").getMessage();
            assertTrue(message.contains(name + "() takes at most "), message);
        }
    }

    @Test
    void tooManyParametersNameTheirLimit() throws Exception {
        ScriptBench bench =
                bench(
                        """
                        const list = (n) => tx.all(`SELECT 1 WHERE 1 IN (${Array(n).fill("?")})`, Array(n).fill(1)).length;
                        return [list(args - 1), list(args), list(args + 1)];
                        """);
        String message = rejected(bench, String.valueOf(Limits.PARAMETERS_MAX)).getMessage();
        assertTrue(message.contains("32766 is the most; give a list"), message);
        assertTrue(message.contains("json_each(?)"), message);
        ScriptBench within =
                bench(
                        "return tx.all(`SELECT 1 WHERE 1 IN (${Array(args).fill('?')})`, Array(args).fill(1)).length;");
        assertEquals("1", within.work(String.valueOf(Limits.PARAMETERS_MAX)));
    }

    @Test
    void base64ThatIsNotStrictIsDecodedAsInTheBrowser() throws Exception {
        ScriptBench bench = bench("return [...args];");
        assertEquals("[1,2]", bench.work("{\"$bytes\":\"AQI\"}"));
        assertEquals("[1,2,3]", bench.work("{\"$bytes\":\"AQ ID\"}"));
        assertEquals("threw", rejected(bench, "{\"$bytes\":\"A?==\"}").reason());
    }

    @Test
    void whatTheHostLendsOurModulesNoReducerSees() throws Exception {
        ScriptBench bench =
                bench(
                        "return Object.getOwnPropertyNames(globalThis).filter((n) => /^sqlsync/.test(n));");
        assertEquals("[]", bench.work(""));
    }

    @Test
    void timeAndChanceComeFromTheMutation() throws Exception {
        ScriptBench bench =
                bench(
                        """
                        return [Date.now(), new Date().getTime(), tx.timestamp, Math.random(), tx.random(), tx.uuid(),
                          tx.mutationId, tx.user, tx.get("SELECT unixepoch() AS now, random() AS r")];
                        """);
        String first = bench.work("");
        assertTrue(first.startsWith("[1700000000000,1700000000000,1700000000000,0."), first);
        assertTrue(first.contains("\"session-1\",\"ann\",{\"now\":1700000000,"), first);
        assertEquals(first.replace("session-1", "session-2"), bench.work(""));
    }

    @Test
    void aRejectionHasItsReasonAndLeavesNothing() throws Exception {
        ScriptBench bench =
                bench("tx.run('INSERT INTO t VALUES (1, 2)'); tx.reject('full', 'No room.');");
        MutationRejectedException rejection = rejected(bench, "");
        assertEquals("full", rejection.reason());
        assertEquals("No room.", rejection.getMessage());
        assertEquals("0", bench.read("SELECT count(*) FROM t"));
    }

    @Test
    void aQueryThatMapsItsRowsGetsTheirValuesInColumnOrder() throws Exception {
        ScriptBench bench =
                bench(
                        """
                        tx.run("INSERT INTO t VALUES (1, 'x'), (2, 'y')");
                        const query = { sql: "SELECT a, b, a FROM t ORDER BY a", params: [], map: (values) => ({ values }) };
                        const same = tx.all({ ...query, sql: "DELETE FROM t WHERE a = 2 RETURNING b, b" });
                        return [...same, tx.get(query)].map(({ values }) => values);
                        """);
        assertEquals("[[\"y\",\"y\"],[1,\"x\",1]]", bench.work(""));
    }

    @Test
    void whatSqliteRefusesIsAnErrorThatTheReducerCanCatch() throws Exception {
        ScriptBench bench =
                bench(
                        """
                        const said = [];
                        const attempt = (work) => { try { work(); } catch (error) { said.push([error instanceof Error, error.message]); } };
                        attempt(() => tx.run("INSERT INTO missing VALUES (1)"));
                        attempt(() => tx.run("COMMIT"));
                        attempt(() => tx.run("SELECT ?", []));
                        attempt(() => tx.run("SELECT ?", [Symbol.iterator]));
                        attempt(() => tx.run("SELECT :a", { b: 1 }));
                        attempt(() => tx.all("SELECT 1 AS a, 2 AS a"));
                        attempt(() => tx.run(7));
                        return said;
                        """);
        String said = bench.work("");
        String missing = "no such table: missing (in: INSERT INTO missing VALUES (1))";
        assertTrue(said.contains("[true,\"" + missing + "\"]"), said);
        assertTrue(said.contains("The statement has 1 parameters, 0 were given."), said);
        assertTrue(said.contains("is not a value of SQLite: it is symbol."), said);
        assertTrue(said.contains("The statement has no parameter \\\"b\\\"."), said);
        assertTrue(said.contains("Two columns of the result"), said);
        assertTrue(said.contains("A query is a text"), said);
        assertFalse(said.contains("false"), said);
        assertEquals(7, said.split("\\[true", -1).length - 1, said);
    }

    /** As in the browser, so that a device and its coordinator say the same of one mutation. */
    @Test
    void ofTwoMistakesInParametersTheSameOneIsSaidAsInTheBrowser() throws Exception {
        ScriptBench bench =
                bench(
                        """
                        const said = ([sql, params]) => { try { tx.run(sql, params); } catch (error) { return error.message; } };
                        return [["SELEC ?", [{}]], ["SELECT ?, ?", [{}]], ["SELECT :a", { a: {}, b: 1 }]].map(said);
                        """);
        assertEquals(
                "[\"near \\\"SELEC\\\": syntax error (in: SELEC ?)\","
                        + "\"The statement has 2 parameters, 1 were given. (in: SELECT ?, ?)\","
                        + "\"The statement has no parameter \\\"b\\\". (in: SELECT :a)\"]",
                bench.work(""));
    }

    @Test
    void theErrorOfAStatementHasSqlitesExtendedResultCode() throws Exception {
        ScriptBench bench =
                bench(
                        """
                        tx.run("CREATE TABLE once (a UNIQUE)");
                        const said = [];
                        const attempt = (work) => { try { work(); } catch (error) { said.push([error.message, error.resultCode ?? null]); } };
                        attempt(() => tx.run("INSERT INTO once VALUES (1), (1)"));
                        attempt(() => tx.get("INSERT INTO once VALUES (?)", [new Date(0)]));
                        attempt(() => tx.run("INSERT INTO once VALUES (?)", [undefined]));
                        attempt(() => tx.all("SELECT 1", 7));
                        attempt(() => tx.all("SELECT FROM t"));
                        attempt(() => tx.run(7));
                        return said;
                        """);
        assertEquals(
                "[[\"UNIQUE constraint failed: once.a (in: INSERT INTO once VALUES (1), (1))\",2067],"
                        + "[\"Parameter 1 is not a value of SQLite: it is a Date. Bind its getTime() or"
                        + " its toISOString(). (in: INSERT INTO once VALUES (?))\",null],"
                        + "[\"Parameter 1 is not a value of SQLite: it is undefined. Bind null, a"
                        + " number, bigint, string, boolean or Uint8Array. (in: INSERT INTO once VALUES"
                        + " (?))\",null],"
                        + "[\"Parameters are an array or an object. (in: SELECT 1)\",null],"
                        + "[\"near \\\"FROM\\\": syntax error (in: SELECT FROM t)\",1],"
                        + "[\"A query is a text or a query made by sql`…`.\",null]]",
                bench.work(""));
    }

    @Test
    void anEndlessLoopIsRejectedAndTheNextMutationRuns() throws Exception {
        ScriptBench bench =
                bench("tx.run('INSERT INTO t VALUES (1, 2)'); while (args) {} return 'on';");
        assertEquals("limit", rejected(bench, "true").reason());
        assertEquals("0", bench.read("SELECT count(*) FROM t"));
        assertEquals("\"on\"", bench.work("false"));
    }

    @Test
    void endlessRecursionIsRejectedAndTheNextMutationRuns() throws Exception {
        ScriptBench bench = bench("const deep = () => deep() + 1; if (args) deep(); return 'on';");
        rejected(bench, "true");
        assertEquals("\"on\"", bench.work("false"));
    }

    @Test
    void theLimitIsForEachMutationAlone() throws Exception {
        ScriptBench bench = bench("for (let i = 0; i < 100000; i++) {} return 1;");
        for (int i = 0; i < 20; i++) {
            assertEquals("1", bench.work(""));
        }
    }

    @Test
    void nothingLeadsOutOfTheSandbox() throws Exception {
        Files.writeString(directory.resolve("secret.txt"), "secret");
        for (String attempt :
                new String[] {
                    "Java.type('java.lang.System').exit(1)",
                    "Packages.java.lang.System.exit(1)",
                    "load('r.js')",
                    "Polyglot.eval('js', '1')",
                    "Graal.versionECMAScript",
                    "print('x')",
                    "quit()",
                    "fetch('x')",
                    "new Worker('x')",
                    "require('fs')",
                    "process.exit(1)",
                    "setTimeout(() => {}, 1)",
                    "tx.run.constructor('return Java')().type('x')",
                    "Function('return this')().Java.type('x')",
                    "tx.run('ATTACH \\'x\\' AS x')",
                    "tx.run('PRAGMA journal_mode = WAL')",
                    "tx.all('SELECT load_extension(\\'x\\')')",
                }) {
            ScriptBench bench = bench(attempt + "; return 'escaped';");
            MutationRejectedException rejection = rejected(bench, "");
            assertEquals("threw", rejection.reason(), attempt);
        }
        assertEquals("async", rejected(bench("return import('./secret.txt')"), "").reason());
    }

    @Test
    void importsStayInTheDirectory() throws Exception {
        Path inside = Files.createDirectory(directory.resolve("inside")).toRealPath();
        Files.writeString(directory.resolve("outside.js"), "export const found = 'outside';");
        Files.writeString(inside.resolve("names.js"), "export const found = 'inside';");
        Files.createSymbolicLink(inside.resolve("link.js"), directory.resolve("outside.js"));
        String rest = "export default { name: found, migrations: [], mutations: {} };";
        ScriptLimits limits = new ScriptLimits(1_000_000);
        ScriptBench bench =
                new ScriptBench(inside, "import { found } from './names.js';" + rest, limits);
        assertEquals("inside", bench.reducer.name());
        for (String from :
                new String[] {
                    "../outside.js",
                    "../../outside.js",
                    "./link.js",
                    directory.resolve("outside.js").toString(),
                    "file://" + directory.resolve("outside.js"),
                    "/sqlsync/../../outside.js",
                    "data:text/javascript,export const found = 'data'",
                    "http://127.0.0.1/x.js",
                }) {
            String module = "import { found } from \"" + from + "\";" + rest;
            assertThrows(
                    PolyglotException.class, () -> new ScriptBench(inside, module, limits), from);
        }
    }

    @Test
    void aModuleThatIsNoReducerIsRefusedWithASentence() {
        for (String module :
                new String[] {
                    "export const x = 1;",
                    "export default 7;",
                    "export default { name: 'x' };",
                    "syntax error",
                    "throw new Error('no');",
                    "while (true) {}",
                    "export default { name: 'x', migrations: [], mutations: {} }; await new Promise(() => {});",
                }) {
            assertThrows(RuntimeException.class, () -> new ScriptBench(directory, module), module);
        }
    }
}
