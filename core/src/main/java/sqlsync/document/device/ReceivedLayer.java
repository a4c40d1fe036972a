package sqlsync.document.device;

import sqlsync.codec.ByteReader;
import sqlsync.codec.MalformedException;
import sqlsync.document.SettledHeader;
import sqlsync.journal.Entry;
import sqlsync.page.SerializedPages;

/**
 * An entry of the coordinator's storage journal, its directory checked.
 *
 * @param bytes of the encoded entry
 */
record ReceivedLayer(long lsn, int bytes, SettledHeader header, SerializedPages pages) {
    /**
     * @throws MalformedException if it is none
     */
    static ReceivedLayer read(Entry entry) {
        ByteReader in = new ByteReader(entry.array(), entry.offset(), entry.length());
        SettledHeader header = SettledHeader.decode(in);
        return new ReceivedLayer(
                entry.last(),
                entry.encodedBytes(),
                header,
                SerializedPages.read(entry.array(), in.position(), in.remaining()));
    }
}
