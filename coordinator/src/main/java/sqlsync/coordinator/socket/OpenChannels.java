package sqlsync.coordinator.socket;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** The channels of all connections, open or being opened. Any thread may call. */
public final class OpenChannels {
    /**
     * Who has a document open.
     *
     * @param user null for nobody in particular
     * @param address where the device is
     * @param sinceMillis since the epoch
     */
    public record Attached(String documentId, String user, String address, long sinceMillis) {}

    private final Set<RightsWatch> all = ConcurrentHashMap.newKeySet();
    private final AtomicLong revocations = new AtomicLong();

    void add(RightsWatch channel) {
        all.add(channel);
    }

    void remove(RightsWatch channel) {
        all.remove(channel);
    }

    /**
     * How often channels were revoked. A right that was found out before the last time may be one
     * of those that ended then.
     */
    long revocations() {
        return revocations.get();
    }

    /** All of them now. */
    public List<Attached> list() {
        List<Attached> list = new ArrayList<>();
        all.forEach(each -> list.add(each.attached()));
        return list;
    }

    /**
     * Ends channels with {@code unauthorized}. What is known of rights must be forgotten before.
     *
     * @param user null for those of everybody
     * @param documentId null for those of all documents
     * @return how many channels there were
     */
    public int revoke(String user, String documentId) {
        revocations.incrementAndGet();
        int count = 0;
        for (RightsWatch each : all) {
            Attached attached = each.attached();
            if ((user == null || user.equals(attached.user()))
                    && (documentId == null || documentId.equals(attached.documentId()))) {
                each.revoke();
                count++;
            }
        }
        return count;
    }
}
