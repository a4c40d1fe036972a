package sqlsync.document.device;

import sqlsync.replication.ClientChannel;
import sqlsync.replication.DeviceChannel;

/** Where a document is synchronised. */
public interface Coordinator {
    /**
     * Opens a channel: {@link sqlsync.replication.ClientConnection#open}, with a token's source.
     */
    ClientChannel open(DeviceChannel document);
}
