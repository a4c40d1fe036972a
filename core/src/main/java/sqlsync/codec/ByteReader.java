package sqlsync.codec;

import java.util.Arrays;

/**
 * Reads what {@link ByteWriter} wrote. Every read checks its bounds: compiled to JavaScript, an
 * array would answer 0 past its end. Anything that is not there, or not plausible, is a {@link
 * MalformedException}.
 */
public final class ByteReader {
    private final byte[] bytes;
    private final int end;
    private int position;

    public ByteReader(byte[] bytes) {
        this(bytes, 0, bytes.length);
    }

    public ByteReader(byte[] bytes, int offset, int length) {
        if (offset < 0 || length < 0 || offset > bytes.length - length) {
            throw new MalformedException(
                    "range " + offset + "+" + length + " of " + bytes.length + " bytes");
        }
        this.bytes = bytes;
        this.position = offset;
        this.end = offset + length;
    }

    public int position() {
        return position;
    }

    public int remaining() {
        return end - position;
    }

    private int take(int length) {
        if (length < 0 || length > end - position) {
            throw new MalformedException(
                    length + " bytes wanted at " + position + ", " + (end - position) + " there");
        }
        int at = position;
        position += length;
        return at;
    }

    public int u8() {
        return bytes[take(1)] & 0xFF;
    }

    public int i32() {
        return getInt(bytes, take(4));
    }

    public long i64() {
        return (i32() & 0xFFFFFFFFL) | ((long) i32() << 32);
    }

    public int varint() {
        int value = 0;
        for (int shift = 0; shift <= 28; shift += 7) {
            int b = u8();
            if (shift == 28 && b > 0x07) {
                break;
            }
            value |= (b & 0x7F) << shift;
            if (b < 0x80) {
                return value;
            }
        }
        throw new MalformedException("varint longer than 31 bits before " + position);
    }

    public long varlong() {
        long value = 0;
        for (int shift = 0; shift <= 56; shift += 7) {
            int b = u8();
            value |= (long) (b & 0x7F) << shift;
            if (b < 0x80) {
                return value;
            }
        }
        throw new MalformedException("varint longer than 63 bits before " + position);
    }

    public byte[] raw(int length) {
        int at = take(length);
        return Arrays.copyOfRange(bytes, at, at + length);
    }

    /** Passes over bytes and says where they began. */
    public int skip(int length) {
        return take(length);
    }

    public byte[] block() {
        return raw(varint());
    }

    public String text() {
        int length = varint();
        int at = take(length);
        return Utf8.decode(bytes, at, length);
    }

    public String optionalText() {
        int present = u8();
        if (present > 1) {
            throw new MalformedException("presence " + present + " before " + position);
        }
        return present == 0 ? null : text();
    }

    /** Fails unless everything was read. */
    public void end() {
        if (position != end) {
            throw new MalformedException((end - position) + " bytes too many at " + position);
        }
    }

    /** Reads an int little-endian at {@code at}, without a check. */
    public static int getInt(byte[] bytes, int at) {
        return (bytes[at] & 0xFF)
                | (bytes[at + 1] & 0xFF) << 8
                | (bytes[at + 2] & 0xFF) << 16
                | bytes[at + 3] << 24;
    }
}
