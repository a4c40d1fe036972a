package sqlsync.timeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import sqlsync.codec.ByteReader;
import sqlsync.codec.MalformedException;

class MutationCodecTest {
    private static final Mutation MUTATION =
            new Mutation(
                    "abc",
                    300,
                    "ann",
                    0x0102030405060708L,
                    -2,
                    3,
                    List.of(
                            new Mutation.Call("add", "{\"t\":\"\u00e4\"}"),
                            new Mutation.Call("x", "")));

    @Test
    void writesTheBytesOfFormatOne() {
        String golden =
                "01" // format
                        + "03616263" // session
                        + "ac02" // sequence 300
                        + "0103616e6e" // user
                        + "0807060504030201" // timestamp
                        + "feffffffffffffff" // seed
                        + "03" // schema version
                        + "02" // calls
                        + "03616464" // add
                        + "0a7b2274223a22c3a4227d" // its arguments
                        + "0178" // x
                        + "00"; // no arguments
        assertEquals(golden, HexFormat.of().formatHex(MutationCodec.encode(MUTATION)));
    }

    @Test
    void readsWhatItWrote() {
        assertEquals(
                MUTATION, MutationCodec.decode(new ByteReader(MutationCodec.encode(MUTATION))));
        Mutation anonymous =
                new Mutation("s", 1, null, 0, 0, 0, List.of(new Mutation.Call("m", "1")));
        assertEquals(
                anonymous, MutationCodec.decode(new ByteReader(MutationCodec.encode(anonymous))));
    }

    @Test
    void refusesAMutationCutAnywhere() {
        byte[] whole = MutationCodec.encode(MUTATION);
        for (int length = 0; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            assertThrows(MalformedException.class, () -> MutationCodec.decode(new ByteReader(cut)));
        }
    }

    @Test
    void claimsAreOfFormatTwo() {
        Mutation claims =
                new Mutation("s", 1, "ann", "{}", 5, 6, 7, List.of(new Mutation.Call("m", "1")));
        byte[] bytes = MutationCodec.encode(claims);
        assertEquals(2, bytes[0]);
        assertEquals(claims, MutationCodec.decode(new ByteReader(bytes)));
        assertEquals(1, MutationCodec.encode(MUTATION)[0], "older coordinators read those without");
    }

    @Test
    void refusesBytesAfterTheEndAndUnknownFormats() {
        byte[] longer = Arrays.copyOf(MutationCodec.encode(MUTATION), 200);
        assertThrows(MalformedException.class, () -> MutationCodec.decode(new ByteReader(longer)));
        byte[] newer = MutationCodec.encode(MUTATION);
        newer[0] = 3;
        assertThrows(MalformedException.class, () -> MutationCodec.decode(new ByteReader(newer)));
    }

    @Test
    void refusesAMutationWithoutCallsAndWithMoreThanThereAre() {
        Mutation none = new Mutation("s", 1, null, 0, 0, 0, List.of());
        byte[] empty = MutationCodec.encode(none);
        assertThrows(MalformedException.class, () -> MutationCodec.decode(new ByteReader(empty)));
        byte[] many = Arrays.copyOf(empty, empty.length + 3);
        many[empty.length - 1] = (byte) 0xA1;
        many[empty.length] = (byte) 0x8D;
        many[empty.length + 1] = 6; // 100,001
        assertThrows(MalformedException.class, () -> MutationCodec.decode(new ByteReader(many)));
    }

    @Test
    void knowsFormatsThatAreNewerThanItself() {
        assertTrue(MutationCodec.isNewer(new byte[] {9, (byte) 200}, 1, 1));
        assertTrue(MutationCodec.isNewer(new byte[] {3}, 0, 1));
        assertFalse(MutationCodec.isNewer(new byte[] {2}, 0, 1));
        assertFalse(MutationCodec.isNewer(new byte[] {1}, 0, 1));
        assertFalse(MutationCodec.isNewer(new byte[] {2}, 0, 0));
    }
}
