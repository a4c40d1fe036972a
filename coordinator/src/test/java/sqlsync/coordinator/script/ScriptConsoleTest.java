package sqlsync.coordinator.script;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScriptConsoleTest {
    @TempDir Path directory;
    private final List<String> lines = new ArrayList<>();
    private int linesMax = 1_000;

    private final ReducerConsole console =
            new ReducerConsole() {
                @Override
                public boolean allows() {
                    return lines.size() < linesMax;
                }

                @Override
                public void write(String method, String text) {
                    lines.add(method + " " + text);
                }
            };

    private String run(String body) throws Exception {
        ScriptBench bench = new ScriptBench(directory, ScriptBench.mutation(body));
        bench.reducer.console(console);
        return bench.work("");
    }

    @Test
    void linesHaveTheMethodAndTheTextsOfTheArguments() throws Exception {
        run(
                """
                console.log("a", 1, -0, 2n, true, null, undefined, Symbol("s"));
                console.info({ a: [1, "two", { b: new Date(0) }], get c() { throw new Error(); } });
                console.warn("%s has %d rows, %c100%%", "t", 3, "color: red", "left");
                console.debug(new Uint8Array([1, 2]), new Map([[1, 2]]), () => {}, /x/g);
                console.error(Object.assign(new TypeError("no"), { stack: "TypeError: no" }));
                console.assert(1 === 2, "sums");
                console.assert(true, "not this");
                """);
        assertEquals(
                List.of(
                        "log a 1 0 2n true null undefined Symbol(s)",
                        "info { a: [1, \"two\", { b: 1970-01-01T00:00:00.000Z }], c: [getter] }",
                        "warn t has 3 rows, 100% left",
                        "debug [1, 2] Map(1) [function ] /x/g",
                        "error TypeError: no",
                        "error Assertion failed: sums"),
                lines);
    }

    @Test
    void everyMethodOfTheStandardIsThereAndNoOther() throws Exception {
        String names =
                run(
                        """
                        for (const name of Object.keys(console)) console[name]("x");
                        return Object.keys(console).join(" ");
                        """);
        assertEquals(
                "\"assert clear count countReset debug dir dirxml error group groupCollapsed groupEnd"
                        + " info log table time timeEnd timeLog trace warn\"",
                names);
    }

    @Test
    void whatCannotBeDescribedDoesNotThrow() throws Exception {
        String done =
                run(
                        """
                        const around = {}; around.around = around;
                        const trap = () => { throw new Error("trapped"); };
                        console.log(new Proxy({}, { ownKeys: trap, getPrototypeOf: trap }));
                        console.log(around, Object.create(null), Object.create({ toString: null }));
                        console.log(2n ** 100000n, new Date(NaN), { toString: trap, toJSON: trap });
                        console.log();
                        return "done";
                        """);
        assertEquals("\"done\"", done);
        assertEquals("log [what cannot be described]", lines.get(0));
        assertTrue(lines.get(1).startsWith("log { around: { around: "), lines.get(1));
        assertTrue(lines.get(2).startsWith("log [bigint] Invalid Date { toString: "), lines.get(2));
        assertEquals("log ", lines.get(3));
    }

    /** The bench allows a million statements of JavaScript. */
    @Test
    void longValuesAndManyLinesCostLittle() throws Exception {
        linesMax = 10;
        run(
                """
                const long = { text: "x".repeat(1e7), list: new Array(1e6).fill(1), bytes: new Uint8Array(1e7) };
                for (let i = 0; i < 50_000; i++) console.log(long, long.text, long.list);
                """);
        assertEquals(10, lines.size());
        assertTrue(lines.get(0).length() < 1_010, lines.get(0).length() + " characters");
    }

    @Test
    void withNowhereToWriteNothingIsWritten() throws Exception {
        ScriptBench bench = new ScriptBench(directory, ScriptBench.mutation("console.log(1);"));
        bench.work("");
        assertEquals(List.of(), lines);
    }
}
