package sqlsync.document;

import sqlsync.journal.DocumentLog;
import sqlsync.platform.Completion;
import sqlsync.platform.StorageException;

/** Gives back a log that was opened, and removes a document that was not there before. */
public final class Abandoning {
    private Abandoning() {}

    /**
     * @param then what failed before counts, whatever becomes of this
     */
    public static void run(
            DocumentServices services, String id, boolean existed, DocumentLog log, Runnable then) {
        log.close(
                new Completion<>() {
                    @Override
                    public void succeeded(Void nothing) {
                        if (existed) {
                            then.run();
                        } else {
                            services.pool().delete(id, always(then));
                        }
                    }

                    @Override
                    public void failed(StorageException closing) {
                        then.run();
                    }
                });
    }

    private static Completion<Void> always(Runnable then) {
        return new Completion<>() {
            @Override
            public void succeeded(Void nothing) {
                then.run();
            }

            @Override
            public void failed(StorageException failure) {
                then.run();
            }
        };
    }
}
