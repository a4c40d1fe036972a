package sqlsync.document.coordinator;

import sqlsync.SqlSyncException;
import sqlsync.document.DocumentCompletion;
import sqlsync.journal.DocumentLog;
import sqlsync.journal.Journal;
import sqlsync.journal.SyncAnswer;
import sqlsync.journal.SyncRequest;
import sqlsync.platform.Completion;
import sqlsync.platform.StorageException;
import sqlsync.replication.Message;

/**
 * The steps from ATTACH to WELCOME: everything applied of the timeline is made durable, so that the
 * cursor in WELCOME is one that the device may rely on, and the device's last layer is compared
 * with the coordinator's.
 */
final class AttachHandshake {
    /** The device may be welcomed. */
    interface Then {
        void welcomed(Message.Attach attach, CoordinatorChannel channel, boolean diverged);
    }

    private final Journal storage;
    private final Message.Attach attach;
    private final CoordinatorChannel channel;
    private final Then then;

    private AttachHandshake(
            Journal storage, Message.Attach attach, CoordinatorChannel channel, Then then) {
        this.storage = storage;
        this.attach = attach;
        this.channel = channel;
        this.then = then;
    }

    static void begin(
            DocumentLog log,
            CoordinatorCommits commits,
            Message.Attach attach,
            CoordinatorChannel channel,
            Then then) {
        AttachHandshake welcoming = new AttachHandshake(log.storage(), attach, channel, then);
        commits.flush(
                new DocumentCompletion<>() {
                    @Override
                    public void succeeded(Void nothing) {
                        welcoming.compare();
                    }

                    @Override
                    public void failed(SqlSyncException failure) {
                        channel.refuse("closed", failure.getMessage(), true);
                    }
                });
    }

    private void compare() {
        if (channel.isEnded()) {
            return;
        }
        Message.Position device = attach.storage();
        if (device.id() == null || !device.id().equals(storage.id())) {
            then.welcomed(attach, channel, device.id() != null);
            return;
        }
        if (device.lsn() == 0) {
            then.welcomed(attach, channel, false);
            return;
        }
        storage.syncPrepare(
                new SyncRequest(storage.id(), device.lsn(), device.stamp(), 1),
                new Completion<>() {
                    @Override
                    public void succeeded(SyncAnswer answer) {
                        if (answer instanceof SyncAnswer.Folded folded) {
                            folded.fold().close();
                        }
                        if (!channel.isEnded()) {
                            boolean diverged = answer instanceof SyncAnswer.Diverged;
                            then.welcomed(attach, channel, diverged);
                        }
                    }

                    @Override
                    public void failed(StorageException failure) {
                        channel.failed(failure);
                    }
                });
    }
}
