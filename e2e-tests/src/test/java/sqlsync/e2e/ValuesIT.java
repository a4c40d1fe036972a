package sqlsync.e2e;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import sqlsync.e2e.fixture.Document;
import sqlsync.e2e.fixture.Profile;
import sqlsync.e2e.fixture.Story;

/** Values come back as they went in: as parameters, through a mutation, and after a restart. */
class ValuesIT extends Story {
    /**
     * A value in JavaScript, how SQLite has it, and how a query gives it back, see {@code
     * describe.js}.
     */
    private record Value(String script, String type, String described) {}

    private static final List<Value> STORABLE =
            List.of(
                    new Value("null", "null", "null"),
                    new Value("0", "integer", "number:0"),
                    new Value("-0", "integer", "number:0"),
                    new Value("-1", "integer", "number:-1"),
                    new Value("true", "integer", "number:1"),
                    new Value("false", "integer", "number:0"),
                    new Value("2147483647", "integer", "number:2147483647"),
                    new Value("2147483648", "integer", "number:2147483648"),
                    new Value("-2147483649", "integer", "number:-2147483649"),
                    new Value("2 ** 53 - 1", "integer", "number:9007199254740991"),
                    new Value("-(2 ** 53 - 1)", "integer", "number:-9007199254740991"),
                    new Value("2 ** 53", "real", "number:9007199254740992"),
                    new Value("0.1", "real", "number:0.1"),
                    new Value("-1.5", "real", "number:-1.5"),
                    new Value("1e300", "real", "number:1e+300"),
                    new Value("Number.MAX_VALUE", "real", "number:1.7976931348623157e+308"),
                    new Value("-Number.MAX_VALUE", "real", "number:-1.7976931348623157e+308"),
                    new Value("Number.MIN_VALUE", "real", "number:5e-324"),
                    new Value("Number.EPSILON", "real", "number:2.220446049250313e-16"),
                    new Value("0n", "integer", "number:0"),
                    new Value("-5n", "integer", "number:-5"),
                    new Value("2n ** 53n - 1n", "integer", "number:9007199254740991"),
                    new Value("2n ** 53n", "integer", "bigint:9007199254740992"),
                    new Value("2n ** 53n + 1n", "integer", "bigint:9007199254740993"),
                    new Value("-(2n ** 53n) - 1n", "integer", "bigint:-9007199254740993"),
                    new Value("2n ** 63n - 1n", "integer", "bigint:9223372036854775807"),
                    new Value("-(2n ** 63n)", "integer", "bigint:-9223372036854775808"),
                    new Value("''", "text", "string:"),
                    new Value("'null'", "text", "string:null"),
                    new Value("'9007199254740993'", "text", "string:9007199254740993"),
                    new Value("'\\0'", "text", "string:\0"),
                    new Value("'a\\0b\\0'", "text", "string:a\0b\0"),
                    new Value("'\\ufeffmarked'", "text", "string:\ufeffmarked"),
                    new Value("'\\ufffd'", "text", "string:\ufffd"),
                    new Value("'e\\u0301'", "text", "string:e\u0301"),
                    new Value("`'\"\\\\\\n`", "text", "string:'\"\\\n"),
                    new Value("'{\"$bytes\":\"AA==\"}'", "text", "string:{\"$bytes\":\"AA==\"}"),
                    new Value("new Uint8Array(0)", "blob", "bytes:"),
                    new Value("Uint8Array.of(0, 1, 127, 128, 255)", "blob", "bytes:00017f80ff"),
                    new Value(
                            "new Uint8Array(Uint8Array.of(1, 2, 3).buffer, 1, 1)",
                            "blob",
                            "bytes:02"));

    /** Text of every plane: first and last code points that are not surrogates, and one between. */
    private static final String EVERY_PLANE =
            IntStream.rangeClosed(0, 16)
                    .flatMap(
                            plane ->
                                    IntStream.of(0, 0x1234, 0xfffe, 0xffff)
                                            .map(at -> plane << 16 | at))
                    .collect(
                            StringBuilder::new,
                            StringBuilder::appendCodePoint,
                            StringBuilder::append)
                    .toString();

    @Test
    void parametersOfAQueryComeBack() {
        Document document = tab().open(newId("values"), "values.js");
        each(
                value ->
                        assertEquals(
                                "[{v: " + value.described + ", t: string:" + value.type + "}]",
                                document.describe(
                                        "await it.query('SELECT ?1 AS v, typeof(?1) AS t', {params: ["
                                                + value.script
                                                + "]})"),
                                value.script));
    }

    @Test
    void whatAMutationStoresIsReadByItByOthersAndAfterARestart() {
        Profile profile = newProfile();
        Document before = profile.tab().open("values", "values.js");
        for (int i = 0; i < STORABLE.size(); i++) {
            before.evaluate(
                    "(await it.mutate('put', {key: 'k"
                            + i
                            + "', value: "
                            + STORABLE.get(i).script
                            + "}), null)");
        }
        eachIsKept(before);
        profile.restart();
        Document after = profile.tab().open("values", "values.js");
        eachIsKept(after);
    }

    private static void eachIsKept(Document document) {
        List<Executable> claims = new ArrayList<>();
        for (int i = 0; i < STORABLE.size(); i++) {
            Value value = STORABLE.get(i);
            String key = "'k" + i + "'";
            claims.add(
                    () ->
                            assertEquals(
                                    "[{value: "
                                            + value.described
                                            + ", t: string:"
                                            + value.type
                                            + "}]",
                                    document.describe(
                                            "await it.query(sqlsync.sql`SELECT value, typeof(value) AS t"
                                                    + " FROM kept WHERE key = ${"
                                                    + key
                                                    + "}`)"),
                                    value.script));
            claims.add(
                    () ->
                            assertEquals(
                                    "{value: "
                                            + value.described
                                            + ", type: string:"
                                            + value.type
                                            + "}",
                                    document.describe(
                                            "(await it.mutate('look', {key: " + key + "})).result"),
                                    "a mutation reads " + value.script));
        }
        assertAll(claims);
    }

    @Test
    void textOfEveryPlaneOfUnicodeComesBackAfterARestart() {
        Profile profile = newProfile();
        Document before = profile.tab().open("values", "values.js");
        before.mutate("put", Map.of("key", "planes", "value", EVERY_PLANE));
        assertEquals(EVERY_PLANE, before.value("SELECT value FROM kept"));
        profile.restart();
        Document after = profile.tab().open("values", "values.js");
        assertEquals(EVERY_PLANE, after.value("SELECT value FROM kept"));
        assertEquals(
                EVERY_PLANE.getBytes(StandardCharsets.UTF_8).length,
                after.value(
                        "SELECT length(CAST(value AS BLOB)) FROM kept WHERE value = ?",
                        EVERY_PLANE));
    }

    @Test
    void aLargeBlobAndALargeTextComeBack() {
        Document document = tab().open(newId("values"), "values.js");
        assertEquals(
                "[boolean:true, boolean:true]",
                document.describe(
                        """
                        await (async () => {
                          const bytes = new Uint8Array(3_000_000).map((_, i) => (i * 31 + (i >> 8)) & 255);
                          const text = "Zeile \\u{1f600} ".repeat(200_000);
                          await it.mutate("put", { key: "bytes", value: bytes });
                          await it.mutate("put", { key: "text", value: text });
                          const [a] = await it.query("SELECT value FROM kept WHERE key = 'bytes'");
                          const [b] = await it.query("SELECT value FROM kept WHERE key = 'text'");
                          return [
                            a.value.length === bytes.length && a.value.every((byte, i) => byte === bytes[i]),
                            b.value === text,
                          ];
                        })()
                        """));
    }

    @Test
    void argumentsAndResultsKeepBytesAndBigintsAnywhereInside() {
        Document document = tab().open(newId("values"), "values.js");
        List<String> values =
                List.of(
                        "{}",
                        "[]",
                        "'text'",
                        "true",
                        "null",
                        "undefined",
                        "[1, [2n ** 60n, [Uint8Array.of(7)]], {deep: {er: [null, false, 1.5]}}]",
                        "{$bytes: 'AA=='}",
                        "{$bigint: '1'}",
                        "{$$bytes: {$: 1}}",
                        "{$bytes: 1, other: 2}",
                        "{['__proto__']: 1}",
                        "{'': ''}");
        assertAll(
                values.stream()
                        .map(
                                value ->
                                        () ->
                                                assertEquals(
                                                        document.describe("(" + value + ")"),
                                                        document.describe(
                                                                "(await it.mutate('echo', "
                                                                        + value
                                                                        + ")).result"),
                                                        value)));
    }

    @Test
    void integersAreReadAsAsked() {
        Document document = tab().open(newId("values"), "values.js");
        String query = "it.query('SELECT 1 AS a, 9007199254740993 AS b, 1.5 AS c', {integers: ";
        assertEquals(
                "[{a: number:1, b: bigint:9007199254740993, c: number:1.5}]",
                document.describe("await " + query + "'auto'})"));
        assertEquals(
                "[{a: bigint:1, b: bigint:9007199254740993, c: number:1.5}]",
                document.describe("await " + query + "'bigint'})"));
        assertEquals(
                "[{a: number:1, b: number:9007199254740992, c: number:1.5}]",
                document.describe("await " + query + "'number'})"));
    }

    @Test
    void parametersAreGivenByNameOrByTheTag() {
        Document document = tab().open(newId("values"), "values.js");
        document.evaluate("(await it.mutate('putNamed', {key: 'a', value: 7}), null)");
        assertEquals(
                "[{v: number:7}]",
                document.describe(
                        "await it.query('SELECT value AS v FROM kept WHERE key = :key AND value = $value',"
                                + " {params: {key: 'a', value: 7}})"));
        assertEquals(
                "[{v: number:7}]",
                document.describe(
                        "await it.query(sqlsync.sql`SELECT ${sqlsync.sql.id('value')} AS v FROM kept"
                                + " WHERE key IN ${sqlsync.sql.list(['a', 'b'])}`)"));
        assertEquals(
                "{columns: [string:v, string:w], rows: [[number:7, string:x]]}",
                document.describe(
                        "await it.queryArrays(\"SELECT value AS v, 'x' AS w FROM kept\")"));
        assertEquals(
                "[[{n: number:1}], [{v: number:7}]]",
                document.describe(
                        "await it.queryAll(['SELECT count(*) AS n FROM kept',"
                                + " sqlsync.sql`SELECT value AS v FROM kept WHERE key = ${'a'}`])"));
    }

    private interface Claim {
        void of(Value value);
    }

    private static void each(Claim claim) {
        assertAll(STORABLE.stream().map(value -> () -> claim.of(value)));
    }
}
