package sqlsync.codec;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;

class Utf8Test {
    /** Bytes at which what is allowed next changes; without ED, which begins surrogates. */
    private static final byte[] EDGES =
            HexFormat.of().parseHex("007f808f909fa0bfc0c1c2dfe0e1eceeeff0f1f3f4f5f8ff");

    @Test
    void everyCharacterIsWrittenAndReadAsTheJdkDoes() {
        for (int c = 0; c <= Character.MAX_CODE_POINT; c++) {
            String text = "a" + Character.toString(c) + "b";
            byte[] bytes = text.getBytes(UTF_8);
            assertArrayEquals(bytes, Utf8.encode(text), () -> text);
            assertEquals(new String(bytes, UTF_8), Utf8.decode(bytes, 0, bytes.length));
        }
    }

    @Test
    void halvesOfSurrogatePairsAreWrittenAsTheJdkDoes() {
        char[] units = {'a', '\u00E4', '\uD7FF', '\uD800', '\uDBFF', '\uDC00', '\uDFFF', '\uE000'};
        for (int i = 0; i < units.length * units.length * units.length; i++) {
            String text =
                    new String(
                            new char[] {
                                units[i % units.length],
                                units[i / units.length % units.length],
                                units[i / units.length / units.length]
                            });
            assertArrayEquals(text.getBytes(UTF_8), Utf8.encode(text));
        }
    }

    @Test
    void bytesThatAreNotUtf8AreReadAsTheJdkDoes() {
        Random random = new Random(1);
        for (int i = 0; i < 300_000; i++) {
            byte[] bytes = new byte[1 + random.nextInt(8)];
            for (int at = 0; at < bytes.length; at++) {
                bytes[at] = EDGES[random.nextInt(EDGES.length)];
            }
            int offset = random.nextInt(bytes.length);
            int length = bytes.length - offset;
            assertEquals(
                    new String(bytes, offset, length, UTF_8),
                    Utf8.decode(bytes, offset, length),
                    () -> HexFormat.of().formatHex(bytes, offset, bytes.length));
        }
    }

    /** The JDK makes one replacement of all three bytes, browsers make three. */
    @Test
    void surrogatesInUtf8AreReadAsBrowsersDo() {
        byte[] bytes = HexFormat.of().parseHex("61eda0807aed9fbf");
        assertEquals("a\uFFFD\uFFFD\uFFFDz\uD7FF", Utf8.decode(bytes, 0, bytes.length));
    }

    @Test
    void onlyLettersOfAsciiHaveTwoCases() {
        assertTrue(Ascii.equalsIgnoreCase("journal_MODE", "Journal_mode"));
        assertFalse(Ascii.equalsIgnoreCase("journal_mode", "journal_modes"));
        assertFalse(Ascii.equalsIgnoreCase("\u017Fchema_version", "schema_version"), "a long s");
        assertFalse(Ascii.equalsIgnoreCase("[", "{"));
        assertTrue(Ascii.containsIgnoringCase("SELECT * FROM Pragma_page_count", "pragma"));
        assertTrue(Ascii.containsIgnoringCase("PRAGMA", "pragma"));
        assertFalse(Ascii.containsIgnoringCase("pragm", "pragma"));
    }
}
