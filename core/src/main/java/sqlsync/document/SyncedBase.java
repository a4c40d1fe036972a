package sqlsync.document;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import sqlsync.codec.MalformedException;
import sqlsync.storage.Pages;

/** What the coordinator decided, as far as it is applied here: pages, and who was settled. */
final class SyncedBase {
    private final Pages pages;
    private final Map<Integer, Long> settled = new TreeMap<>();
    private long lsn;
    private long modified;
    private int schemaVersion;

    SyncedBase(Pages pages) {
        this.pages = pages;
    }

    /**
     * Puts a layer on the pages. Only while nothing is pending.
     *
     * @throws MalformedException if it does not follow, or does not come out as it was; then
     *     nothing has changed
     */
    void apply(ReceivedLayer layer) {
        if (!layer.header().fold() && layer.lsn() != lsn + 1) {
            throw new MalformedException("layer " + layer.lsn() + " on layer " + lsn);
        }
        pages.apply(layer.pages());
        lsn = layer.lsn();
        modified = layer.header().modified();
        schemaVersion = layer.header().schemaVersion();
        if (layer.header().fold()) {
            settled.clear();
        }
        for (SettledHeader.Settled each : layer.header().settled()) {
            settled.put(each.timeline(), each.lsn());
        }
    }

    /** Forgets everything. Only while nothing is pending. */
    void clear() {
        pages.resize(0);
        settled.clear();
        lsn = 0;
    }

    /** Forgets who was settled: the numbers were those of another coordinator. */
    void forgetSettled() {
        settled.clear();
    }

    /** Of the last layer that was applied, 0 for none. */
    long lsn() {
        return lsn;
    }

    long modified() {
        return modified;
    }

    /** Up to where a timeline was settled. */
    long settledOf(int timeline) {
        return settled.getOrDefault(timeline, 0L);
    }

    /** What stands before the pages of a fold of all this. */
    SettledHeader foldHeader() {
        List<SettledHeader.Settled> all = new ArrayList<>();
        settled.forEach((number, last) -> all.add(new SettledHeader.Settled(number, last)));
        return new SettledHeader(true, modified, schemaVersion, all);
    }
}
