package sqlsync.worker.storage;

import java.util.function.Supplier;
import sqlsync.document.DocumentServices;

/**
 * Where documents lie.
 *
 * @param name opfs, indexeddb or memory
 * @param durable whether anything is left when the worker ends
 * @param why asked for {@link #reason}
 */
public record Backend(
        String name, boolean durable, Supplier<String> why, DocumentServices services) {
    /** Why a better one is not in use, in one sentence; null where there is none better. */
    public String reason() {
        return why.get();
    }
}
