package sqlsync.simulation.engine;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The engine's memory, for those above the seam: addresses, little-endian, 0 for null. */
final class Memory {
    private static final VarHandle INTS =
            MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final int HEADER_BYTES = 8;
    private static final int SMALLEST = 5;
    private static final int LARGEST = 28;

    private byte[] bytes = new byte[1 << 20];
    private int end = 1 << 10;

    /** The first free block of each size, a power of two; a free block begins with the next. */
    private final int[] free = new int[LARGEST + 1];

    int size() {
        return bytes.length;
    }

    /** Answers an address that is a multiple of eight; 0 when there is no room. */
    int malloc(int size) {
        int power = Math.max(SMALLEST, 32 - Integer.numberOfLeadingZeros(size + HEADER_BYTES - 1));
        if (size < 0 || power > LARGEST) {
            return 0;
        }
        int block = free[power];
        if (block != 0) {
            free[power] = getInt(block + HEADER_BYTES);
        } else {
            block = end;
            end += 1 << power;
            if (end > bytes.length) {
                bytes = Arrays.copyOf(bytes, Math.max(end, 2 * bytes.length));
            }
            putInt(block, power);
        }
        return block + HEADER_BYTES;
    }

    void free(int address) {
        if (address != 0) {
            int block = address - HEADER_BYTES;
            int power = getInt(block);
            putInt(address, free[power]);
            free[power] = block;
        }
    }

    int getByte(int address) {
        return bytes[address] & 0xFF;
    }

    int getInt(int address) {
        return (int) INTS.get(bytes, address);
    }

    void putInt(int address, int value) {
        INTS.set(bytes, address, value);
    }

    long getLong(int address) {
        return (long) getInt(address + 4) << 32 | getInt(address) & 0xFFFFFFFFL;
    }

    void read(int address, byte[] to, int offset, int length) {
        System.arraycopy(bytes, address, to, offset, length);
    }

    void write(int address, byte[] from, int offset, int length) {
        System.arraycopy(from, offset, bytes, address, length);
    }

    void fill(int address, int length, int value) {
        Arrays.fill(bytes, address, address + length, (byte) value);
    }

    String text(int address, int length) {
        return new String(bytes, address, length, StandardCharsets.UTF_8);
    }

    /** The text until the next zero byte; null for null. */
    String text(int address) {
        if (address == 0) {
            return null;
        }
        int zero = address;
        while (bytes[zero] != 0) {
            zero++;
        }
        return text(address, zero - address);
    }

    byte[] copy(int address, int length) {
        return Arrays.copyOfRange(bytes, address, address + length);
    }

    /** Allocates a text and its terminating zero. */
    int allocate(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        int address = malloc(utf8.length + 1);
        write(address, utf8, 0, utf8.length);
        fill(address + utf8.length, 1, 0);
        return address;
    }
}
