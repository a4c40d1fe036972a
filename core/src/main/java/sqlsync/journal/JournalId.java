package sqlsync.journal;

import java.util.Arrays;
import sqlsync.codec.Base58;
import sqlsync.platform.Randomness;

/** Names one journal among all there will ever be: 128 random bits. */
public final class JournalId {
    public static final int BYTES = Base58.ID_BYTES;

    /** All zeros: no journal has this id. It stands where one is still to be adopted. */
    public static final JournalId NONE = new JournalId(new byte[BYTES]);

    private final byte[] bytes;

    private JournalId(byte[] bytes) {
        this.bytes = bytes;
    }

    public static JournalId random(Randomness randomness) {
        byte[] bytes = new byte[BYTES];
        randomness.fill(bytes);
        return new JournalId(bytes);
    }

    /**
     * @param bytes 16 bytes, copied
     */
    public static JournalId of(byte[] bytes) {
        if (bytes.length != BYTES) {
            throw new IllegalArgumentException(bytes.length + " bytes");
        }
        return new JournalId(bytes.clone());
    }

    public byte[] toByteArray() {
        return bytes.clone();
    }

    public boolean isNone() {
        return equals(NONE);
    }

    /** 22 characters of base58. */
    public String text() {
        return Base58.encode(bytes);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof JournalId id && Arrays.equals(bytes, id.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return text();
    }
}
