package sqlsync.browser;

import org.teavm.jso.JSBody;
import org.teavm.jso.JSByRef;
import sqlsync.codec.ByteReader;
import sqlsync.platform.Randomness;

/** The browser's cryptographic random numbers, taken some at a time. */
public final class BrowserRandomness implements Randomness {
    /** {@code getRandomValues} gives no more than 65536 at once. */
    private static final int STOCK_BYTES = 4_096;

    private final byte[] stock;
    private int used;

    /** Takes a few thousand bytes at a time. */
    public BrowserRandomness() {
        this(STOCK_BYTES);
    }

    /**
     * @param stockBytes how many are taken at a time: at least 8
     */
    public BrowserRandomness(int stockBytes) {
        stock = new byte[stockBytes];
        used = stockBytes;
    }

    @Override
    public void fill(byte[] bytes) {
        int filled = 0;
        while (filled < bytes.length) {
            int count = Math.min(bytes.length - filled, available());
            System.arraycopy(stock, used, bytes, filled, count);
            consume(count);
            filled += count;
        }
    }

    @Override
    public long bits64() {
        if (available() < Long.BYTES) {
            consume(available());
            available();
        }
        int low = ByteReader.getInt(stock, used);
        int high = ByteReader.getInt(stock, used + Integer.BYTES);
        consume(Long.BYTES);
        return (long) high << 32 | low & 0xFFFFFFFFL;
    }

    /** How many bytes of the stock are left; at least one. */
    private int available() {
        if (used == stock.length) {
            randomize(stock);
            used = 0;
        }
        return stock.length - used;
    }

    /** Nothing is given out twice, and nothing that was given out is kept. */
    private void consume(int count) {
        for (int i = 0; i < count; i++) {
            stock[used + i] = 0;
        }
        used += count;
    }

    @JSBody(params = "bytes", script = "crypto.getRandomValues(bytes);")
    private static native void randomize(@JSByRef byte[] bytes);
}
