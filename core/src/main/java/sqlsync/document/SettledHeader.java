package sqlsync.document;

import java.util.ArrayList;
import java.util.List;
import sqlsync.codec.ByteReader;
import sqlsync.codec.ByteWriter;
import sqlsync.codec.MalformedException;
import sqlsync.journal.Entry;

/**
 * What a coordinator's entry of the storage journal says before its pages: how far it settled
 * timelines. A fold says it of all timelines there are, a layer of those it moved on.
 *
 * <pre>
 * u8 3 (layer) or 4 (fold) | varlong modified | varint schema version
 * | varint timelines | timelines * (varint number, varlong last LSN) | pages
 * </pre>
 *
 * @param modified milliseconds since the epoch
 * @param schemaVersion of the database with these pages
 */
public record SettledHeader(boolean fold, long modified, int schemaVersion, List<Settled> settled) {
    static final int LAYER = 3;
    static final int FOLD = 4;

    /**
     * @param timeline number that the coordinator gave it
     * @param lsn of the last entry of it that was settled
     */
    public record Settled(int timeline, long lsn) {}

    /** Whether an entry is of a document without a coordinator: its kind is a lower one. */
    public static boolean isLocal(Entry entry) {
        return entry.length() > 0 && entry.array()[entry.offset()] < LAYER;
    }

    /** Up to where it settles a timeline, 0 where it does not. */
    public long settledOf(int timeline) {
        long lsn = 0;
        for (Settled each : settled) {
            lsn = each.timeline() == timeline ? Math.max(lsn, each.lsn()) : lsn;
        }
        return lsn;
    }

    public void encode(ByteWriter out) {
        out.u8(fold ? FOLD : LAYER).varlong(modified).varint(schemaVersion);
        out.varint(settled.size());
        for (Settled timeline : settled) {
            out.varint(timeline.timeline()).varlong(timeline.lsn());
        }
    }

    /**
     * Reads up to the pages.
     *
     * @throws MalformedException if it is no such header
     */
    public static SettledHeader decode(ByteReader in) {
        int kind = in.u8();
        if (kind != LAYER && kind != FOLD) {
            throw new MalformedException("layer header of kind " + kind);
        }
        long modified = in.varlong();
        int schemaVersion = in.varint();
        List<Settled> settled = new ArrayList<>();
        for (int i = in.varint(); i > 0; i--) {
            settled.add(new Settled(in.varint(), in.varlong()));
        }
        return new SettledHeader(kind == FOLD, modified, schemaVersion, settled);
    }
}
