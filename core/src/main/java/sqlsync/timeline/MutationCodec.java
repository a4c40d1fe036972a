package sqlsync.timeline;

import java.util.ArrayList;
import java.util.List;
import sqlsync.Limits;
import sqlsync.codec.ByteReader;
import sqlsync.codec.ByteWriter;
import sqlsync.codec.MalformedException;

/**
 * A {@link Mutation} as the payload of a timeline entry.
 *
 * <pre>
 * u8 format (1) | text session | varlong sequence | optional text user | i64 timestamp | i64 seed
 * | varint schema version | varint calls | calls * (text name, text arguments)
 * </pre>
 *
 * <p>One with claims has format 2, with {@code text claims} behind the user.
 */
public final class MutationCodec {
    private static final int FORMAT = 1;
    private static final int FORMAT_WITH_CLAIMS = 2;

    /** More calls than this in one mutation is no mutation of ours. */
    public static final int CALLS_MAX = Limits.CALLS_MAX;

    private MutationCodec() {}

    public static byte[] encode(Mutation mutation) {
        ByteWriter out = new ByteWriter();
        boolean claims = mutation.claims() != null;
        out.u8(claims ? FORMAT_WITH_CLAIMS : FORMAT);
        out.text(mutation.session()).varlong(mutation.sequence()).optionalText(mutation.user());
        if (claims) {
            out.text(mutation.claims());
        }
        out.i64(mutation.timestamp()).i64(mutation.seed());
        out.varint(mutation.schemaVersion()).varint(mutation.calls().size());
        for (Mutation.Call call : mutation.calls()) {
            out.text(call.name()).text(call.arguments());
        }
        return out.toByteArray();
    }

    /** Whether these bytes have a format that only a newer version can read. */
    public static boolean isNewer(byte[] bytes, int offset, int length) {
        return length > 0 && (bytes[offset] & 0xFF) > FORMAT_WITH_CLAIMS;
    }

    /**
     * @throws MalformedException if these bytes are no mutation
     */
    public static Mutation decode(ByteReader in) {
        int format = in.u8();
        if (format != FORMAT && format != FORMAT_WITH_CLAIMS) {
            throw new MalformedException("mutation format " + format);
        }
        String session = in.text();
        long sequence = in.varlong();
        String user = in.optionalText();
        String claims = format == FORMAT ? null : in.text();
        long timestamp = in.i64();
        long seed = in.i64();
        int schemaVersion = in.varint();
        int count = in.varint();
        if (count < 1 || count > CALLS_MAX) {
            throw new MalformedException(count + " calls in one mutation");
        }
        List<Mutation.Call> calls = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            calls.add(new Mutation.Call(in.text(), in.text()));
        }
        in.end();
        return new Mutation(session, sequence, user, claims, timestamp, seed, schemaVersion, calls);
    }
}
