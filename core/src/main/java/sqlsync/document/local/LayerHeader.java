package sqlsync.document.local;

import java.util.List;
import sqlsync.codec.ByteReader;
import sqlsync.codec.ByteWriter;
import sqlsync.codec.MalformedException;
import sqlsync.document.OutcomeCodec;
import sqlsync.document.Sessions;

/**
 * What an entry of the storage journal of a document without a coordinator says before its pages;
 * {@link sqlsync.document.SettledHeader} is what a coordinator's says.
 *
 * <pre>
 * layer:  u8 1 | varlong modified | outcomes ({@link OutcomeCodec})  | pages
 * fold:   u8 2 | varlong modified | the table of sessions           | pages
 * </pre>
 *
 * {@code modified}: milliseconds since the epoch. Pages are a {@link sqlsync.page.SerializedPages}.
 */
final class LayerHeader {
    static final int LAYER = 1;
    static final int FOLD = 2;

    private LayerHeader() {}

    static void encodeLayer(long modified, List<Sessions.Entry> outcomes, ByteWriter out) {
        OutcomeCodec.encode(outcomes, out.u8(LAYER).varlong(modified));
    }

    static void encodeFold(long modified, Sessions sessions, ByteWriter out) {
        sessions.encode(out.u8(FOLD).varlong(modified));
    }

    /** Reads up to the pages, and takes over what it says of sessions. Returns {@code modified}. */
    static long decode(ByteReader in, Sessions sessions) {
        int kind = in.u8();
        long modified = in.varlong();
        switch (kind) {
            case LAYER -> sessions.replay(OutcomeCodec.decode(in));
            case FOLD -> sessions.decode(in);
            default -> throw new MalformedException("layer header of kind " + kind);
        }
        return modified;
    }
}
