package sqlsync.application;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The text form of values, which {@code values.js} of the worker writes and reads, too. */
class ValueTextTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "{}",
                "[true,false,[null]]",
                "9007199254740991",
                "{\"$bigint\":\"-9223372036854775808\"}",
                "{\"a\":{\"$bytes\":\"AP8H\"},\"b\":2.5}",
                "{\"$$bytes\":\"AA==\"}",
                "{\"$$$a\":{\"$$b\":1}}",
                "{\"$a\":1,\"$b\":2}",
                "\"\\\"\\\\\\b\\f\\n\\r\\t\\u0000\\u001f/ä😀\"",
            })
    void whatIsReadIsWrittenAgain(String text) {
        assertEquals(text, ValueEncoder.encode(ValueDecoder.decode(text), "result"));
    }

    @Test
    void numbersAreIntegersWhereJavaScriptTellsThemApart() {
        assertEquals(Value.of(7L), ValueDecoder.decode(" 7.0e0 "));
        assertEquals(Value.of(0L), ValueDecoder.decode("-0"));
        assertEquals(Value.of(-9007199254740991L), ValueDecoder.decode("-9007199254740991"));
        assertTrue(ValueDecoder.decode("9007199254740992").isReal());
        assertEquals(Value.number(2.5), ValueDecoder.decode("25E-1"));
        assertEquals(Value.of("/é"), ValueDecoder.decode("\"\\/\\u00E9\""));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                " ",
                "nul",
                "truer",
                "[",
                "[1,]",
                "[1 2]",
                "{",
                "{\"a\"}",
                "{\"a\":}",
                "{a:1}",
                "{\"a\":1,}",
                "1 2",
                "01",
                "-",
                "+1",
                "1.",
                ".5",
                "1e",
                "0x1",
                "NaN",
                "'a'",
                "\"",
                "\"\\",
                "\"\\x\"",
                "\"\\u12\"",
                "\"\\u12g4\"",
                "\"a\nb\"",
                "]",
                "\u00001",
                "{\"$bytes\":7}",
                "{\"$bytes\":\"*\"}",
                "{\"$bigint\":\"1.5\"}",
                "{\"$bigint\":\"9223372036854775808\"}",
            })
    void whatIsNoSuchTextIsRefused(String text) {
        assertThrows(IllegalArgumentException.class, () -> ValueDecoder.decode(text));
    }

    @Test
    void whatIsTooDeepIsRefusedAndNotTheEndOfTheStack() {
        String deepest = "[".repeat(1_000) + "]".repeat(1_000);
        assertEquals(deepest, ValueEncoder.encode(ValueDecoder.decode(deepest), "result"));
        assertThrows(
                IllegalArgumentException.class, () -> ValueDecoder.decode("[".repeat(2_000_000)));
        for (Object leaf : List.of(new byte[1], Long.MAX_VALUE)) {
            assertEquals(Value.of(leaf), deep(999, leaf));
            assertThrows(RuntimeException.class, () -> deep(1_000, leaf));
        }
        Object[] itself = {null};
        itself[0] = Arrays.asList(itself);
        assertThrows(IllegalArgumentException.class, () -> Value.of(itself[0]));
    }

    /** A value so many lists deep, encoded, decoded and taken out. */
    private static Value deep(int levels, Object leaf) {
        Object value = leaf;
        for (int i = 0; i < levels; i++) {
            value = List.of(value);
        }
        Value decoded = ValueDecoder.decode(ValueEncoder.encode(Value.of(value), "result"));
        for (int i = 0; i < levels; i++) {
            decoded = decoded.items().get(0);
        }
        return decoded;
    }

    @Test
    void whatCannotBeStoredIsNamedByItsPlace() {
        refused("result is NaN, which JSON does not have", Double.NaN);
        refused("result.a[1] is Infinity", Map.of("a", List.of(1, Double.POSITIVE_INFINITY)));
        refused("result[0] is undefined", List.of(Value.UNDEFINED));
        refused("result.a has half a surrogate pair", Map.of("a", "x\uD83D"));
        refused("result has half a surrogate pair", "\uDE00\uD83D");
        assertThrows(IllegalArgumentException.class, () -> Value.of(new StringBuilder()));
    }

    private static void refused(String saying, Object result) {
        String message =
                assertThrows(
                                IllegalArgumentException.class,
                                () -> ValueEncoder.encode(Value.of(result), "result"))
                        .getMessage();
        assertTrue(message.startsWith(saying), message);
    }

    @Test
    void whatIsUndefinedInAnObjectIsLeftAway() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("gone", Value.UNDEFINED);
        fields.put("$kept", 1);
        assertEquals("{\"$$kept\":1}", ValueEncoder.encode(Value.of(fields), "result"));
    }

    @Test
    void aValueIsTextAndTruthAsInJavaScript() {
        Value mixed = Value.of(Arrays.asList(1, null, List.of("a", true), Map.of(), new byte[2]));
        assertEquals("1,,a,true,[object Object],0,0", mixed.toString());
        assertEquals("undefined", Value.UNDEFINED.toString());
        for (Object falsy : Arrays.asList(null, false, 0, -0.0, Double.NaN, "", Value.UNDEFINED)) {
            assertEquals(false, Value.of(falsy).isTruthy(), String.valueOf(falsy));
        }
        for (Object truthy : List.of(true, 1, -2.5, "0", List.of(), Map.of(), new byte[0])) {
            assertEquals(true, Value.of(truthy).isTruthy(), truthy.toString());
        }
    }
}
