package sqlsync.codec;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import sqlsync.story.Check;
import sqlsync.story.Story;

/**
 * Checksums, and bytes that are not there: compiled to JavaScript, an array answers past its end,
 * and a {@code long} is a BigInt.
 */
public final class CodecStories {
    private CodecStories() {}

    public static List<Story> all() {
        return List.of(
                Story.of("checksumsAreTheKnownAnswers", CodecStories::knownAnswers),
                Story.of("checksumGoesOnWhereItStopped", CodecStories::goesOn),
                Story.of("checksumIsTheSameWhereverBytesLie", CodecStories::anywhere),
                Story.of("flippedBitChangesTheChecksum", CodecStories::flippedBits),
                Story.of("numbersAndTextsAreReadAsWritten", CodecStories::readAsWritten),
                Story.of("bytesThatAreNotUtf8AreReplaced", CodecStories::notUtf8),
                Story.of("nothingIsReadBeyondTheEnd", CodecStories::nothingBeyond),
                Story.of("numbersThatAreTooLongAreRefused", CodecStories::tooLong));
    }

    private static int crc(byte[] bytes) {
        return Crc32c.of(bytes, 0, bytes.length);
    }

    /** One replacement for each longest part of a character; what is whole around it is kept. */
    private static void notUtf8() {
        int[] bytes = {
            'a', 0xC3, 0xA4, 0xF0, 0x9F, 0x98, 0x80, 0xE2, 0x82, 'b', 0xC0, 0x80, 0xED, 0xA0, 0xF4
        };
        byte[] text = new byte[bytes.length];
        for (int i = 0; i < text.length; i++) {
            text[i] = (byte) bytes[i];
        }
        Check.same(
                "a\u00E4\uD83D\uDE00\uFFFDb\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD",
                Utf8.decode(text, 0, text.length),
                "decoded");
        byte[] halves = Utf8.encode("\uD83D\uDE00\uD83D|\uDE00\uD83D");
        Check.same("\uD83D\uDE00?|??", Utf8.decode(halves, 0, halves.length), "encoded");
    }

    /** Those of RFC 3720, appendix B.4, and the check value of the catalogue. */
    private static void knownAnswers() {
        byte[] rising = new byte[32];
        byte[] ones = new byte[32];
        Arrays.fill(ones, (byte) 0xFF);
        for (int i = 0; i < 32; i++) {
            rising[i] = (byte) i;
        }
        Check.same(0, crc(new byte[0]), "nothing");
        Check.same(0xE3069283, crc("123456789".getBytes(StandardCharsets.US_ASCII)), "digits");
        Check.same(0x8A9136AA, crc(new byte[32]), "zeros");
        Check.same(0x62A8AB43, crc(ones), "ones");
        Check.same(0x46DD794E, crc(rising), "rising bytes");
    }

    private static void goesOn() {
        byte[] bytes = new byte[100];
        new Random(2).nextBytes(bytes);
        for (int cut = 0; cut <= 100; cut++) {
            int first = Crc32c.of(bytes, 0, cut);
            Check.same(crc(bytes), Crc32c.update(first, bytes, cut, 100 - cut), "cut at " + cut);
        }
    }

    /** Loops take several bytes at once, from where that works to where it does not any more. */
    private static void anywhere() {
        byte[] bytes = new byte[400];
        new Random(4).nextBytes(bytes);
        for (int offset = 0; offset < 16; offset++) {
            for (int length = 0; length <= 300; length++) {
                Check.same(
                        bitByBit(bytes, offset, length),
                        Crc32c.of(bytes, offset, length),
                        length + " bytes at " + offset);
            }
        }
    }

    private static int bitByBit(byte[] bytes, int offset, int length) {
        int crc = -1;
        for (int i = offset; i < offset + length; i++) {
            crc ^= bytes[i] & 0xFF;
            for (int bit = 0; bit < 8; bit++) {
                crc = (crc & 1) != 0 ? (crc >>> 1) ^ 0x82F63B78 : crc >>> 1;
            }
        }
        return ~crc;
    }

    private static void flippedBits() {
        byte[] bytes = new byte[64];
        new Random(3).nextBytes(bytes);
        int sound = crc(bytes);
        for (int bit = 0; bit < 64 * 8; bit++) {
            bytes[bit / 8] ^= (byte) (1 << bit % 8);
            Check.that(sound != crc(bytes), "bit " + bit);
            bytes[bit / 8] ^= (byte) (1 << bit % 8);
        }
    }

    private static void readAsWritten() {
        long[] longs = {0, 1, 127, 128, 1L << 31, 1L << 32, (1L << 53) + 1, Long.MAX_VALUE};
        int[] ints = {0, 127, 128, 1 << 30, Integer.MAX_VALUE};
        String[] texts = {"", "a", "ünïcödé ☂", "\uD83C\uDF02", "\0\u007F\u0080", "x".repeat(300)};
        ByteWriter out = new ByteWriter(1);
        for (long value : longs) {
            out.varlong(value).i64(value).i64(-value);
        }
        for (int value : ints) {
            out.varint(value).i32(value).i32(-value);
        }
        for (String text : texts) {
            out.text(text).optionalText(text);
        }
        out.optionalText(null).i64(Long.MIN_VALUE);
        ByteReader in = new ByteReader(out.toByteArray());
        for (long value : longs) {
            Check.same(value, in.varlong(), "varlong");
            Check.same(value, in.i64(), "i64");
            Check.same(-value, in.i64(), "negative i64");
        }
        for (int value : ints) {
            Check.same(value, in.varint(), "varint");
            Check.same(value, in.i32(), "i32");
            Check.same(-value, in.i32(), "negative i32");
        }
        for (String text : texts) {
            Check.same(text, in.text(), "text");
            Check.same(text, in.optionalText(), "optional text");
        }
        Check.same(null, in.optionalText(), "no text");
        Check.same(Long.MIN_VALUE, in.i64(), "the least");
        in.end();
    }

    /** The bytes behind the end are there, and would make sense. */
    private static void nothingBeyond() {
        byte[] bytes = new byte[32];
        Arrays.fill(bytes, (byte) 1);
        for (int length = 0; length < 8; length++) {
            int end = length;
            Check.malformed("i64 of " + end, () -> new ByteReader(bytes, 4, end).i64());
            Check.malformed("block of " + end, () -> new ByteReader(bytes, 4, end).raw(end + 1));
            Check.malformed("skipping " + end, () -> new ByteReader(bytes, 4, end).skip(end + 1));
        }
        Check.malformed("i32 of 3", () -> new ByteReader(bytes, 0, 3).i32());
        Check.malformed("u8 of 0", () -> new ByteReader(bytes, 32, 0).u8());
        Check.malformed("text of 0", () -> new ByteReader(bytes, 31, 1).text());
        Check.malformed("negative length", () -> new ByteReader(bytes).raw(-1));
        Check.malformed("range behind", () -> new ByteReader(bytes, 30, 3));
        Check.malformed("range before", () -> new ByteReader(bytes, -1, 3));
        Check.malformed("range that wraps", () -> new ByteReader(bytes, Integer.MAX_VALUE, 3));
        Check.malformed("rest", () -> new ByteReader(bytes).end());
    }

    private static void tooLong() {
        byte[] ones = new byte[12];
        Arrays.fill(ones, (byte) 0xFF);
        Check.malformed("varint", () -> new ByteReader(ones).varint());
        Check.malformed("varlong", () -> new ByteReader(ones).varlong());
        Check.malformed("text", () -> new ByteReader(ones).text());
        byte[] tooLarge = {-1, -1, -1, -1, 0x08};
        Check.malformed("varint of 32 bits", () -> new ByteReader(tooLarge).varint());
        Check.malformed("presence", () -> new ByteReader(new byte[] {2, 0}).optionalText());
    }
}
