package sqlsync.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;

/** Known answers are those of RFC 3720, appendix B.4, and the check value of the catalogue. */
class Crc32cTest {
    private static int crc(byte[] bytes) {
        return Crc32c.of(bytes, 0, bytes.length);
    }

    @Test
    void knownAnswers() {
        assertEquals(0, crc(new byte[0]));
        assertEquals(0xE3069283, crc("123456789".getBytes(StandardCharsets.US_ASCII)));
        assertEquals(0x8A9136AA, crc(new byte[32]));
        byte[] ones = new byte[32];
        Arrays.fill(ones, (byte) 0xFF);
        assertEquals(0x62A8AB43, crc(ones));
        byte[] rising = new byte[32];
        byte[] falling = new byte[32];
        for (int i = 0; i < 32; i++) {
            rising[i] = (byte) i;
            falling[i] = (byte) (31 - i);
        }
        assertEquals(0x46DD794E, crc(rising));
        assertEquals(0x113FDB5C, crc(falling));
    }

    @Test
    void agreesWithTheJvmAtEveryLengthAndOffset() {
        Random random = new Random(1);
        byte[] bytes = new byte[300];
        random.nextBytes(bytes);
        for (int offset = 0; offset < 9; offset++) {
            for (int length = 0; length < 200; length++) {
                CRC32C expected = new CRC32C();
                expected.update(bytes, offset, length);
                assertEquals((int) expected.getValue(), Crc32c.of(bytes, offset, length));
            }
        }
    }

    @Test
    void goesOnWhereItStopped() {
        byte[] bytes = new byte[100];
        new Random(2).nextBytes(bytes);
        for (int cut = 0; cut <= 100; cut++) {
            int first = Crc32c.of(bytes, 0, cut);
            assertEquals(crc(bytes), Crc32c.update(first, bytes, cut, 100 - cut));
        }
    }

    @Test
    void everyFlippedBitChangesIt() {
        byte[] bytes = new byte[64];
        new Random(3).nextBytes(bytes);
        int sound = crc(bytes);
        for (int bit = 0; bit < 64 * 8; bit++) {
            bytes[bit / 8] ^= (byte) (1 << bit % 8);
            assertNotEquals(sound, crc(bytes));
            bytes[bit / 8] ^= (byte) (1 << bit % 8);
        }
    }
}
