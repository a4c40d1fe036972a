package sqlsync.document;

import sqlsync.codec.ByteReader;
import sqlsync.codec.ByteWriter;

/**
 * What is known of a document without opening it.
 *
 * @param reducer name of the document type
 * @param bytes size of the database
 * @param modified milliseconds since the epoch
 * @param coordinated whether it has a coordinator
 * @param unsettled mutations that no coordinator has settled, {@link #UNKNOWN} where the document
 *     was open when this was written
 * @param migrations that the document has had
 */
public record DocumentLabel(
        String reducer,
        long bytes,
        long modified,
        boolean coordinated,
        long unsettled,
        MigrationHistory migrations) {
    public static final long UNKNOWN = -1;

    /** Older versions of the library read as far as they know. */
    private static final int FORMAT = 3;

    /** Of a document that has no coordinator. */
    public DocumentLabel(String reducer, long bytes, long modified, MigrationHistory migrations) {
        this(reducer, bytes, modified, false, 0, migrations);
    }

    public byte[] encode() {
        ByteWriter out =
                new ByteWriter()
                        .u8(FORMAT)
                        .text(reducer)
                        .varlong(bytes)
                        .varlong(modified)
                        .u8(coordinated ? 1 : 0)
                        .varlong(unsettled + 1);
        migrations.encode(out);
        return out.toByteArray();
    }

    /** What a label says; of one that is empty, nothing. */
    public static DocumentLabel decode(byte[] label) {
        if (label.length == 0) {
            return new DocumentLabel("", 0, 0, MigrationHistory.NONE);
        }
        ByteReader in = new ByteReader(label);
        int format = in.u8();
        String reducer = in.text();
        long bytes = in.varlong();
        long modified = in.varlong();
        if (format < 2) {
            return new DocumentLabel(reducer, bytes, modified, MigrationHistory.NONE);
        }
        boolean coordinated = in.u8() != 0;
        long unsettled = in.varlong() - 1;
        MigrationHistory migrations =
                format < 3 ? MigrationHistory.NONE : MigrationHistory.decode(in);
        return new DocumentLabel(reducer, bytes, modified, coordinated, unsettled, migrations);
    }
}
