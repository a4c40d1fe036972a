package sqlsync.reducer;

import sqlsync.sqlite.ExecutionContext;

/** The world as one mutation sees it: the same at every replay, everywhere. */
public final class MutationContext implements ExecutionContext {
    private static final String HEX = "0123456789abcdef";

    private final String mutationId;
    private final String user;
    private final String claims;
    private final long timestamp;
    private final SeededRandom random;

    /**
     * @param mutationId as users see it
     * @param user who made the mutation, or null
     * @param claims of their token, an encoded value; null for none
     * @param timestamp milliseconds since the epoch
     */
    public MutationContext(
            String mutationId, String user, String claims, long timestamp, long seed) {
        this.mutationId = mutationId;
        this.user = user;
        this.claims = claims;
        this.timestamp = timestamp;
        this.random = new SeededRandom(seed);
    }

    /** One without claims. */
    public MutationContext(String mutationId, String user, long timestamp, long seed) {
        this(mutationId, user, null, timestamp, seed);
    }

    public String mutationId() {
        return mutationId;
    }

    public String user() {
        return user;
    }

    public String claims() {
        return claims;
    }

    @Override
    public long timestampMillis() {
        return timestamp;
    }

    @Override
    public long nextRandom64() {
        int high = random.nextInt();
        return (long) high << 32 | (random.nextInt() & 0xFFFFFFFFL);
    }

    @Override
    public void randomBytes(byte[] bytes) {
        random.fill(bytes);
    }

    /** In [0, 1). */
    public double random() {
        return random.nextDouble();
    }

    /** A UUID of version 4, in lower case. */
    public String uuid() {
        byte[] bytes = new byte[16];
        random.fill(bytes);
        bytes[6] = (byte) (bytes[6] & 0x0F | 0x40);
        bytes[8] = (byte) (bytes[8] & 0x3F | 0x80);
        StringBuilder text = new StringBuilder(36);
        for (int i = 0; i < 16; i++) {
            if (i == 4 || i == 6 || i == 8 || i == 10) {
                text.append('-');
            }
            text.append(HEX.charAt((bytes[i] >>> 4) & 0xF)).append(HEX.charAt(bytes[i] & 0xF));
        }
        return text.toString();
    }
}
