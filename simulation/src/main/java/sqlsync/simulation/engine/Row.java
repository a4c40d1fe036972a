package sqlsync.simulation.engine;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * How the values of a row are written: how many (1), each with its kind (1) before it, and a hash
 * (4) of all that, which {@code integrity_check} looks at.
 */
final class Row {
    private static final int NULL = 0;
    private static final int INTEGER = 1;
    private static final int REAL = 2;
    private static final int TEXT = 3;
    private static final int BLOB = 4;
    private static final int HASH_BYTES = 4;

    private Row() {}

    static byte[] encode(Object[] values) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(64);
        out.write(values.length);
        for (Object value : values) {
            if (value == null) {
                out.write(NULL);
            } else if (value instanceof Long number) {
                out.write(INTEGER);
                varint(out, number << 1 ^ number >> 63);
            } else if (value instanceof Double number) {
                out.write(REAL);
                byte[] bits = new byte[8];
                Bytes.putLong(bits, 0, Double.doubleToRawLongBits(number));
                out.writeBytes(bits);
            } else {
                boolean text = value instanceof String;
                byte[] bytes = text ? Values.utf8((String) value) : (byte[]) value;
                out.write(text ? TEXT : BLOB);
                varint(out, bytes.length);
                out.writeBytes(bytes);
            }
        }
        byte[] row = out.toByteArray();
        byte[] hashed = Arrays.copyOf(row, row.length + HASH_BYTES);
        Bytes.putInt(hashed, row.length, Arrays.hashCode(row));
        return hashed;
    }

    /** Whether it is what was written. */
    static boolean isSound(byte[] row) {
        int length = row.length - HASH_BYTES;
        return Arrays.hashCode(Arrays.copyOf(row, length)) == Bytes.getInt(row, length);
    }

    private static void varint(ByteArrayOutputStream out, long value) {
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            out.write((int) (rest & 0x7F | 0x80));
            rest >>>= 7;
        }
        out.write((int) rest);
    }

    /** The values that are there: as many as the table had columns when it was written. */
    static Object[] decode(byte[] row) {
        return new Reader(row).values();
    }

    private static final class Reader {
        private final byte[] row;
        private int at;

        Reader(byte[] row) {
            this.row = row;
        }

        Object[] values() {
            Object[] values = new Object[row[at++] & 0xFF];
            for (int i = 0; i < values.length; i++) {
                values[i] = value(row[at++]);
            }
            return values;
        }

        private Object value(int kind) {
            switch (kind) {
                case NULL -> {
                    return null;
                }
                case INTEGER -> {
                    long folded = varint();
                    return folded >>> 1 ^ -(folded & 1);
                }
                case REAL -> {
                    at += 8;
                    return Double.longBitsToDouble(Bytes.getLong(row, at - 8));
                }
                case TEXT -> {
                    int length = (int) varint();
                    at += length;
                    return new String(row, at - length, length, StandardCharsets.UTF_8);
                }
                case BLOB -> {
                    int length = (int) varint();
                    at += length;
                    return Arrays.copyOfRange(row, at - length, at);
                }
                default -> throw EngineException.corrupt();
            }
        }

        private long varint() {
            long value = 0;
            for (int shift = 0; ; shift += 7) {
                int next = row[at++];
                value |= (next & 0x7FL) << shift;
                if (next >= 0) {
                    return value;
                }
            }
        }
    }
}
