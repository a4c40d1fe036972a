package sqlsync.codec;

import java.util.Arrays;

/** A growing array of bytes, little-endian. */
public final class ByteWriter {
    private byte[] bytes;
    private int size;

    public ByteWriter() {
        this(256);
    }

    public ByteWriter(int capacity) {
        bytes = new byte[capacity];
    }

    public int size() {
        return size;
    }

    /** The array written to; valid up to {@link #size} and until the next write. */
    public byte[] array() {
        return bytes;
    }

    public byte[] toByteArray() {
        return Arrays.copyOf(bytes, size);
    }

    /** Forgets everything after {@code size} and goes on there. */
    public void truncate(int newSize) {
        if (newSize < 0 || newSize > size) {
            throw new IllegalArgumentException("size " + newSize + " of " + size);
        }
        size = newSize;
    }

    private void need(int more) {
        if (size + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, size + more));
        }
    }

    public ByteWriter u8(int value) {
        need(1);
        bytes[size++] = (byte) value;
        return this;
    }

    public ByteWriter i32(int value) {
        need(4);
        putInt(bytes, size, value);
        size += 4;
        return this;
    }

    public ByteWriter i64(long value) {
        return i32((int) value).i32((int) (value >>> 32));
    }

    /** Seven bits a byte, low bits first; {@code value} is not negative. */
    public ByteWriter varint(int value) {
        if (value < 0) {
            throw new IllegalArgumentException("negative varint " + value);
        }
        need(5);
        int rest = value;
        while (rest > 0x7F) {
            bytes[size++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        bytes[size++] = (byte) rest;
        return this;
    }

    /** As {@link #varint(int)}, up to 63 bits. */
    public ByteWriter varlong(long value) {
        if (value < 0) {
            throw new IllegalArgumentException("negative varint " + value);
        }
        need(10);
        long rest = value;
        while (rest > 0x7F) {
            bytes[size++] = (byte) ((int) rest | 0x80);
            rest >>>= 7;
        }
        bytes[size++] = (byte) rest;
        return this;
    }

    public ByteWriter raw(byte[] from) {
        return raw(from, 0, from.length);
    }

    public ByteWriter raw(byte[] from, int offset, int length) {
        need(length);
        System.arraycopy(from, offset, bytes, size, length);
        size += length;
        return this;
    }

    /** A varint length, then the bytes. */
    public ByteWriter block(byte[] from) {
        return varint(from.length).raw(from);
    }

    /** A varint length in bytes, then UTF-8. */
    public ByteWriter text(String text) {
        int length = text.length();
        for (int i = 0; i < length; i++) {
            if (text.charAt(i) >= 0x80) {
                return block(Utf8.encode(text));
            }
        }
        varint(length);
        need(length);
        // Most text is ASCII.
        for (int i = 0; i < length; i++) {
            bytes[size++] = (byte) text.charAt(i);
        }
        return this;
    }

    /** A byte that says whether there is one, then the text. */
    public ByteWriter optionalText(String text) {
        u8(text == null ? 0 : 1);
        return text == null ? this : text(text);
    }

    /** Writes {@code value} little-endian at {@code position}. */
    public static void putInt(byte[] bytes, int position, int value) {
        bytes[position] = (byte) value;
        bytes[position + 1] = (byte) (value >>> 8);
        bytes[position + 2] = (byte) (value >>> 16);
        bytes[position + 3] = (byte) (value >>> 24);
    }
}
