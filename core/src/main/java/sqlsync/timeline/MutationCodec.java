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
 */
public final class MutationCodec {
    private static final int FORMAT = 1;

    /** More calls than this in one mutation is no mutation of ours. */
    public static final int CALLS_MAX = Limits.CALLS_MAX;

    private MutationCodec() {}

    public static byte[] encode(Mutation mutation) {
        ByteWriter out = new ByteWriter();
        out.u8(FORMAT).text(mutation.session()).varlong(mutation.sequence());
        out.optionalText(mutation.user()).i64(mutation.timestamp()).i64(mutation.seed());
        out.varint(mutation.schemaVersion()).varint(mutation.calls().size());
        for (Mutation.Call call : mutation.calls()) {
            out.text(call.name()).text(call.arguments());
        }
        return out.toByteArray();
    }

    /** Whether these bytes have a format that only a newer version can read. */
    public static boolean isNewer(byte[] bytes, int offset, int length) {
        return length > 0 && (bytes[offset] & 0xFF) > FORMAT;
    }

    /**
     * @throws MalformedException if these bytes are no mutation
     */
    public static Mutation decode(ByteReader in) {
        int format = in.u8();
        if (format != FORMAT) {
            throw new MalformedException("mutation format " + format);
        }
        String session = in.text();
        long sequence = in.varlong();
        String user = in.optionalText();
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
        return new Mutation(session, sequence, user, timestamp, seed, schemaVersion, calls);
    }
}
