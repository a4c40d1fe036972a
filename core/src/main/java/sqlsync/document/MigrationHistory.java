package sqlsync.document;

import java.util.ArrayList;
import java.util.List;
import sqlsync.codec.ByteReader;
import sqlsync.codec.ByteWriter;
import sqlsync.reducer.Reducer;

/**
 * A hash of each migration that a document has had, as it was when it ran here. A migration that
 * was edited after it shipped leaves documents with different schemas at one version: those made
 * before the edit and those made after it.
 *
 * <p>Only migrations in SQL have a text to compare. White space does not count in it.
 *
 * @param version how many migrations the document has had
 * @param hashes of the last of these, in order
 */
public record MigrationHistory(int version, List<Integer> hashes) {
    public static final MigrationHistory NONE = new MigrationHistory(0, List.of());

    /** So many fit into a label beside the longest name of a reducer. */
    static final int HASHES_MAX = 128;

    private static final int CODE = 0;
    private static final int FNV_BASIS = 0x811c9dc5;
    private static final int FNV_PRIME = 0x01000193;

    void encode(ByteWriter out) {
        out.varint(version).varint(hashes.size());
        hashes.forEach(out::i32);
    }

    static MigrationHistory decode(ByteReader in) {
        int version = in.varint();
        List<Integer> hashes = new ArrayList<>();
        for (int i = in.varint(); i > 0; i--) {
            hashes.add(in.i32());
        }
        return new MigrationHistory(version, hashes);
    }

    /**
     * What it is where the document is at {@code reached}: what is known of a migration stays. A
     * reducer with fewer migrations says nothing new.
     */
    MigrationHistory upTo(int reached, Reducer reducer) {
        if (reached > reducer.schemaVersion()) {
            return this;
        }
        List<Integer> now = new ArrayList<>();
        for (int i = Math.max(0, reached - HASHES_MAX); i < reached; i++) {
            int at = i - first();
            now.add(at >= 0 && at < hashes.size() ? hashes.get(at) : hash(reducer, i));
        }
        return new MigrationHistory(reached, now);
    }

    /** The first migration that is another one now, or -1. */
    int edited(Reducer reducer) {
        for (int i = Math.max(0, first()); i < Math.min(version, reducer.schemaVersion()); i++) {
            if (hashes.get(i - first()) != hash(reducer, i)) {
                return i;
            }
        }
        return -1;
    }

    /** The migration that the first hash is of. */
    private int first() {
        return version - hashes.size();
    }

    private static int hash(Reducer reducer, int migration) {
        String text = reducer.migrationText(migration);
        if (text == null) {
            return CODE;
        }
        int hash = FNV_BASIS;
        boolean space = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c <= ' ') {
                space = true;
                continue;
            }
            if (space) {
                hash = (hash ^ ' ') * FNV_PRIME;
                space = false;
            }
            hash = (hash ^ c) * FNV_PRIME;
        }
        return hash;
    }
}
