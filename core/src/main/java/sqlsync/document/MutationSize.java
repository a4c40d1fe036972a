package sqlsync.document;

import sqlsync.ErrorCode;
import sqlsync.Limits;
import sqlsync.SqlSyncException;
import sqlsync.timeline.Mutation;

/**
 * The size of a mutation as it is stored and sent, where bytes are base64. Pages count in bytes of
 * the arguments and refuse more than {@link Limits#ARGUMENTS_BYTES_MAX}; what they let through is
 * never refused here. So a document without coordinator takes nothing that a coordinator would not.
 */
public final class MutationSize {
    /** Base64 makes four of three, and a few characters mark each array of bytes. */
    static final int ENCODED_BYTES_MAX = Limits.ARGUMENTS_BYTES_MAX / 3 * 4 + (64 << 10);

    private MutationSize() {}

    /** Why these calls are refused, or null. */
    public static SqlSyncException refusal(Iterable<Mutation.Call> calls) {
        long bytes = 0;
        int count = 0;
        for (Mutation.Call call : calls) {
            count++;
            bytes += utf8Bytes(call.name()) + utf8Bytes(call.arguments());
        }
        if (count > Limits.CALLS_MAX) {
            return tooLarge("A mutation has more than " + Limits.CALLS_MAX + " calls");
        }
        return bytes > ENCODED_BYTES_MAX
                ? tooLarge(
                        "The arguments of the mutation have more than "
                                + Limits.ARGUMENTS_BYTES_MAX
                                + " bytes")
                : null;
    }

    /** Without a copy. Half of a surrogate pair counts as two of the pair's four bytes. */
    static int utf8Bytes(String text) {
        int bytes = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            bytes += c < 0x80 ? 1 : c < 0x800 || Character.isSurrogate(c) ? 2 : 3;
        }
        return bytes;
    }

    private static SqlSyncException tooLarge(String what) {
        return new SqlSyncException(
                ErrorCode.TOO_LARGE, what + ", which is the limit; make several of it.");
    }
}
