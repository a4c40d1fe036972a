package sqlsync.document.device;

import sqlsync.SqlSyncException;
import sqlsync.reducer.Reducer;

/** The document, as its channel sees it. */
interface SyncChannelOwner {
    Reducer reducer();

    /** Makes everything durable that was gathered, then goes on. */
    void flush(Runnable then);

    /** Something was gathered that is to be flushed. */
    void gathered();

    /** A layer is on disk already. */
    void received(ReceivedLayer layer);

    /** The storage journal begins anew: what is applied is of another line of history. */
    void startsOver(boolean empty);

    /** The coordinator has answered, or could not be reached. */
    void contacted(SqlSyncException refusal);

    /** What was asked by {@link SyncChannel#mark} is answered. */
    void marked(long number, long storageLsn);

    void changed();
}
