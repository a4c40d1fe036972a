package sqlsync.document.coordinator;

import java.util.ArrayList;
import java.util.List;
import sqlsync.SqlSyncException;
import sqlsync.journal.DocumentLog;
import sqlsync.platform.Completion;
import sqlsync.storage.PageSnapshot;
import sqlsync.storage.Pages;

/**
 * Takes snapshots of the pages as of one LSN, while mutations go on: at the moment when a layer is
 * appended, since mutations that are applied later are in the pages before they are in a layer.
 * They are given out when that layer is on disk, and taken again where it was taken back.
 */
final class LayerSnapshots {
    private final DocumentLog log;
    private final Pages pages;
    private final CoordinatorCommits commits;

    /** Who waits for the next layer. */
    private final List<Completion<LayerSnapshot, SqlSyncException>> asked = new ArrayList<>();

    /** Who waits for {@link #appended} to be on disk. */
    private final List<Completion<LayerSnapshot, SqlSyncException>> waiting = new ArrayList<>();

    private PageSnapshot appended;
    private long appendedLsn;

    LayerSnapshots(DocumentLog log, Pages pages, CoordinatorCommits commits) {
        this.log = log;
        this.pages = pages;
        this.commits = commits;
    }

    void ask(Completion<LayerSnapshot, SqlSyncException> done) {
        if (commits.allDurable()) {
            done.succeeded(now());
        } else {
            asked.add(done);
            commits.schedule();
        }
    }

    private LayerSnapshot now() {
        return new LayerSnapshot(log.storage().durableRange().last(), pages.freeze());
    }

    /** The pages are, right now, what this layer makes of them. */
    void appended(long lsn) {
        if (!asked.isEmpty()) {
            appended = pages.freeze();
            appendedLsn = lsn;
            waiting.addAll(asked);
            asked.clear();
        }
    }

    /** Everything that was appended is on disk. */
    void durable() {
        List<Completion<LayerSnapshot, SqlSyncException>> told = new ArrayList<>(waiting);
        waiting.clear();
        if (appended != null) {
            told.forEach(each -> each.succeeded(new LayerSnapshot(appendedLsn, appended.again())));
            releaseAppended();
        }
        if (commits.allDurable()) {
            told = new ArrayList<>(asked);
            asked.clear();
            told.forEach(each -> each.succeeded(now()));
        }
    }

    /** What was appended is gone, and the next layer has the same LSN. */
    void takenBack() {
        releaseAppended();
        asked.addAll(0, waiting);
        waiting.clear();
        if (!asked.isEmpty()) {
            commits.schedule();
        }
    }

    /** There will be no layer any more. */
    void stop(SqlSyncException why) {
        releaseAppended();
        List<Completion<LayerSnapshot, SqlSyncException>> told = new ArrayList<>(waiting);
        told.addAll(asked);
        waiting.clear();
        asked.clear();
        told.forEach(each -> each.failed(why));
    }

    private void releaseAppended() {
        if (appended != null) {
            appended.release();
            appended = null;
        }
    }
}
