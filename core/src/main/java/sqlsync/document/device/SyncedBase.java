package sqlsync.document.device;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import sqlsync.codec.MalformedException;
import sqlsync.document.SettledHeader;
import sqlsync.storage.Pages;

/**
 * The settled part of the database: pages of the layers applied so far, and the last LSN of the
 * timeline that they settle.
 */
final class SyncedBase {
    private final Pages pages;
    private final Map<Integer, Long> settled = new TreeMap<>();
    private int timeline;
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
        apply(layer, layer.header().fold());
    }

    /** As {@link #apply}, for a layer that was recovered: nobody changes its bytes any more. */
    void load(ReceivedLayer layer) {
        apply(layer, true);
    }

    private void apply(ReceivedLayer layer, boolean adopts) {
        if (!layer.header().fold() && layer.lsn() != lsn + 1) {
            throw new MalformedException("layer " + layer.lsn() + " on layer " + lsn);
        }
        if (adopts) {
            pages.adopt(layer.pages());
        } else {
            pages.apply(layer.pages());
        }
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

    /** Says which timeline is this device's: by this number the layers speak of it, 0 for none. */
    void timeline(int number) {
        timeline = number;
    }

    /** Forgets who was settled: the layers to come speak of timelines by other numbers. */
    void renumber(int number) {
        settled.clear();
        timeline = number;
    }

    /** Of the last layer that was applied, 0 for none. */
    long lsn() {
        return lsn;
    }

    /** How many migrations the coordinator has run. */
    int schemaVersion() {
        return schemaVersion;
    }

    long modified() {
        return modified;
    }

    /** Up to where this device's timeline was settled. */
    long settled() {
        return timeline == 0 ? 0 : settled.getOrDefault(timeline, 0L);
    }

    /** Up to where a layer settles it; 0 where it says nothing of it. */
    long settledBy(ReceivedLayer layer) {
        return layer.header().settledOf(timeline);
    }

    /** What stands before the pages of a fold of all this. */
    SettledHeader foldHeader() {
        List<SettledHeader.Settled> all = new ArrayList<>();
        settled.forEach((number, last) -> all.add(new SettledHeader.Settled(number, last)));
        return new SettledHeader(true, modified, schemaVersion, all);
    }
}
