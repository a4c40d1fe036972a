package sqlsync.document;

import sqlsync.codec.ByteReader;
import sqlsync.codec.ByteWriter;

/**
 * What is known of a document without opening it.
 *
 * @param reducer name of the document type
 * @param bytes size of the database
 * @param modified milliseconds since the epoch
 */
public record DocumentLabel(String reducer, long bytes, long modified) {
    private static final int FORMAT = 1;

    byte[] encode() {
        return new ByteWriter()
                .u8(FORMAT)
                .text(reducer)
                .varlong(bytes)
                .varlong(modified)
                .toByteArray();
    }

    /** What a label says; of one that is empty, nothing. */
    public static DocumentLabel decode(byte[] label) {
        if (label.length == 0) {
            return new DocumentLabel("", 0, 0);
        }
        ByteReader in = new ByteReader(label);
        in.u8();
        return new DocumentLabel(in.text(), in.varlong(), in.varlong());
    }
}
