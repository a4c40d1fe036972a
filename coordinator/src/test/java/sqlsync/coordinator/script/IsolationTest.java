package sqlsync.coordinator.script;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sqlsync.reducer.MutationRejectedException;

/**
 * Documents share a reducer's context: what one document's mutation does to the language is seen by
 * no other.
 */
class IsolationTest {
    /** Every object that the globals and the syntax lead to, with a path to it. */
    private static final String INTRINSICS =
            """
            const found = new Map();
            const visit = (value, path) => {
              if ((typeof value !== "object" && typeof value !== "function") || value === null || value === globalThis || found.has(value)) return;
              found.set(value, path);
              visit(Object.getPrototypeOf(value), path + ".__proto__");
              for (const key of Reflect.ownKeys(value)) {
                const property = Object.getOwnPropertyDescriptor(value, key);
                for (const part of [property.value, property.get, property.set]) visit(part, path + "." + String(key));
              }
            };
            for (const key of Reflect.ownKeys(globalThis)) visit(Object.getOwnPropertyDescriptor(globalThis, key).value, String(key));
            const syntax = [function* () {}, async function () {}, async function* () {}, "".matchAll(/x/g), [][Symbol.iterator](),
              new Map().entries(), new Set().values(), ""[Symbol.iterator]()];
            for (const value of syntax) visit(Object.getPrototypeOf(value), "syntax");
            """;

    @TempDir Path directory;

    private ScriptBench bench(String body) throws Exception {
        return new ScriptBench(
                directory.toRealPath(), ScriptBench.mutation(body), new ScriptLimits(100_000_000));
    }

    @Test
    void noIntrinsicCanBePatched() throws Exception {
        ScriptBench bench =
                bench(
                        INTRINSICS
                                + """
                                const open = [];
                                for (const [object, path] of found) {
                                  if (Reflect.set(object, "patched", 1, object) || Reflect.has(object, "patched")) open.push(path);
                                  if (Reflect.setPrototypeOf(object, {})) open.push(path + ".__proto__");
                                  for (const key of Reflect.ownKeys(object)) {
                                    try { object[key] = () => "patched"; } catch {}
                                    try {
                                      if (Reflect.defineProperty(object, key, { value: "patched" })) open.push(path + "." + String(key));
                                    } catch (error) {
                                      if (!(error instanceof RangeError)) throw error; // the length of an array cannot be a text
                                    }
                                    if (Reflect.deleteProperty(object, key)) open.push(path + "." + String(key));
                                  }
                                }
                                for (const key of Reflect.ownKeys(globalThis)) {
                                  if (Reflect.defineProperty(globalThis, key, { value: "patched" })) open.push(String(key));
                                  if (Reflect.deleteProperty(globalThis, key)) open.push(String(key));
                                }
                                if (Reflect.set(globalThis, "patched", 1)) open.push("globalThis");
                                return { open, count: found.size > 500, names: [JSON.parse("[1]"), new Map([[1, 2]]).get(1), [3].map((x) => x)] };
                                """);
        for (int document = 0; document < 2; document++) {
            assertEquals("{\"open\":[],\"count\":true,\"names\":[[1],2,[3]]}", bench.work(""));
        }
    }

    @Test
    void aDeepMergeOfForeignArgumentsReachesNoOtherDocument() throws Exception {
        ScriptBench bench =
                bench(
                        """
                        const merge = (to, from) => {
                          for (const key of Object.keys(from)) {
                            if (typeof from[key] === "object") merge(to[key] ??= {}, from[key]);
                            else to[key] = from[key];
                          }
                          return to;
                        };
                        const settings = merge({}, args);
                        return [settings.color, String({}.isAdmin)];
                        """);
        for (String patch :
                new String[] {
                    "{\"__proto__\":{\"isAdmin\":true}}",
                    "{\"constructor\":{\"prototype\":{\"isAdmin\":true}}}",
                    "{\"toString\":{\"call\":true}}"
                }) {
            MutationRejectedException refused =
                    assertThrows(MutationRejectedException.class, () -> bench.work(patch), patch);
            assertEquals("threw", refused.reason());
            assertEquals("[\"red\",\"undefined\"]", bench.work("{\"color\":\"red\"}"));
        }
    }

    @Test
    void whatARegularExpressionMatchedIsNotSeenByTheNext() throws Exception {
        ScriptBench bench =
                bench(
                        """
                        if (args) return /(se.*t)/.test(args);
                        return [RegExp.$1, RegExp.lastMatch, RegExp.input, RegExp["$&"], RegExp.$_].map(String);
                        """);
        assertEquals("true", bench.work("\"secret\""));
        assertEquals(
                "[\"undefined\",\"undefined\",\"undefined\",\"undefined\",\"undefined\"]",
                bench.work(""));
    }

    @Test
    void theReducerItselfCannotBeChanged() throws Exception {
        ScriptBench bench =
                new ScriptBench(
                        directory,
                        """
                        const reducer = { name: "r", migrations: [], mutations: { work(tx, args) {
                          reducer.mutations.work = () => "patched";
                        } } };
                        export default reducer;
                        """);
        assertThrows(MutationRejectedException.class, () -> bench.work(""));
        assertThrows(MutationRejectedException.class, () -> bench.work(""));
    }

    @Test
    void namesThatLibrariesGiveTheirOwnObjectsCanStillBeGiven() throws Exception {
        ScriptBench bench =
                bench(
                        """
                        function Old() {}
                        Old.prototype = Object.create(Error.prototype);
                        Old.prototype.constructor = Old;
                        Old.prototype.name = "Old";
                        const named = {};
                        named.toString = () => "named";
                        named.hasOwnProperty = 1;
                        const error = new TypeError("a");
                        error.message = "b";
                        error.name = "Named";
                        class Draft extends Map {}
                        Draft.prototype.has = () => "draft";
                        const next = Object.create([][Symbol.iterator]());
                        next.next = () => 5;
                        const fn = () => {};
                        fn.toString = () => "fn";
                        return [String(new Old()), new Old().constructor === Old, String(named), named.hasOwnProperty, String(error), new Draft().has(), next.next(), String(fn),
                          Object.keys(named)];
                        """);
        assertEquals(
                "[\"Old\",true,\"named\",1,\"Named: b\",\"draft\",5,\"fn\",[\"toString\",\"hasOwnProperty\"]]",
                bench.work(""));
    }

    @Test
    void whatDiffersBetweenMachinesSaysWhatToUseInstead() throws Exception {
        ScriptBench bench =
                bench(
                        """
                        const attempts = [() => crypto.randomUUID(), () => crypto.getRandomValues(new Uint8Array(1)), () => performance.now(), () => setTimeout(() => {}, 1),
                          () => fetch("x"), () => new WebSocket("x"), () => navigator, () => indexedDB, () => new Intl.NumberFormat(), () => "a".localeCompare("b"),
                          () => (1).toLocaleString(), () => new Date().toLocaleDateString(), () => new SharedArrayBuffer(1), () => new WeakRef({}), () => URL.createObjectURL({}),
                          () => queueMicrotask(() => {}), () => new Worker("x")];
                        return attempts.map((attempt) => { try { return "did " + attempt(); } catch (error) { return error.message; } });
                        """);
        String said = bench.work("");
        assertEquals(17, said.split("is not available in a mutation\\.", -1).length - 1, said);
        assertTrue(
                said.contains("crypto.randomUUID is not available in a mutation. Use tx.uuid()"),
                said);
        assertTrue(
                said.contains("performance.now is not available in a mutation. Use tx.timestamp."),
                said);
    }

    @Test
    void theRealClockIsOutOfReachAndLocalTimeIsUtc() throws Exception {
        ScriptBench bench =
                bench(
                        """
                        class Later extends Date {}
                        const clocks = [new Date().constructor.now(), +new (new Date().constructor)(), +new Later(), Date.prototype.constructor.now(),
                          Date.parse(Date()), +Reflect.construct(Date, [])].map((time) => Math.abs(time - tx.timestamp) < 1000);
                        const date = new Date(2024, 6, 1, 12, 30);
                        return [clocks.every(Boolean), date.toISOString(), date.getHours(), date.getTimezoneOffset(), String(date),
                          new Date("2024-07-01T12:30").getTime() === date.getTime(), String(new Date(NaN))];
                        """);
        assertEquals(
                "[true,\"2024-07-01T12:30:00.000Z\",12,0,\"Mon Jul 01 2024 12:30:00 GMT+0000 (Coordinated Universal Time)\",true,\"Invalid Date\"]",
                bench.work(""));
    }

    @Test
    void textAndCopiesAreThereAsInBrowsers() throws Exception {
        ScriptBench bench =
                bench(
                        """
                        const copy = structuredClone({ a: [1, new Map([["k", new Set([2])]])], d: new Date(5), b: new Uint8Array([7]) });
                        const self = {};
                        self.self = self;
                        return [Array.from(new TextEncoder().encode("aé€😀\\ud800")), new TextDecoder().decode(new Uint8Array([0xef, 0xbb, 0xbf, 97, 0xe2, 0x82, 98, 0xff])),
                          copy.a[1].get("k").has(2), copy.d.getTime(), copy.b, structuredClone(self).self !== self];
                        """);
        assertEquals(
                "[[97,195,169,226,130,172,240,159,152,128,239,191,189],\"a\ufffdb\ufffd\",true,5,{\"$bytes\":\"Bw==\"},true]",
                bench.work(""));
    }
}
