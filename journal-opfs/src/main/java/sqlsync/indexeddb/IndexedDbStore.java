package sqlsync.indexeddb;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.teavm.jso.JSObject;
import sqlsync.browser.JsFailure;
import sqlsync.platform.BlockStore;
import sqlsync.platform.Completion;
import sqlsync.platform.IoOperation;
import sqlsync.platform.StorageException;
import sqlsync.platform.Timers;

/**
 * A {@link BlockStore} in IndexedDB. Requests run one at a time, each in a transaction of its own.
 *
 * <p>Where the browser cuts the connection, it is opened again and the request is run again: a
 * transaction that did not say that it committed may or may not have, and running it twice does no
 * harm.
 *
 * <p>The first transaction that writes, which a scan counts as, makes this store the owner, and
 * each later one looks whether it still is: one that was given up for stuck, and goes on after all,
 * changes nothing any more.
 */
public final class IndexedDbStore implements BlockStore {
    private static final int RETRIES_MAX = 3;
    private static final int RETRY_MILLIS = 50;

    /** What a request does in a transaction; it tells its caller when that has committed. */
    private abstract static class Request {
        int retries;

        abstract boolean writes();

        abstract void run(IdbTransaction transaction);

        abstract void committed();

        abstract void failed(StorageException failure);
    }

    private final IdbConnection connection;
    private final byte[] owner;
    private final Timers timers;
    private final ArrayDeque<Request> waiting = new ArrayDeque<>();
    private final Map<Integer, Long> sizes = new HashMap<>();
    private final Set<Integer> open = new HashSet<>();
    private boolean busy;
    private boolean owns;
    private boolean disowned;

    /**
     * @param name of the IndexedDB database
     * @param owner bytes that no other store has
     */
    public IndexedDbStore(String name, byte[] owner, Timers timers) {
        this.connection = new IdbConnection(name);
        this.owner = owner.clone();
        this.timers = timers;
    }

    @Override
    public void scan(int headBytes, Completion<List<FoundFile>, StorageException> done) {
        add(
                new Request() {
                    private final List<FoundFile> found = new ArrayList<>();

                    @Override
                    boolean writes() {
                        return true;
                    }

                    @Override
                    void run(IdbTransaction transaction) {
                        found.clear();
                        transaction.files((files, bytes) -> heads(transaction, files, bytes));
                    }

                    private void heads(IdbTransaction transaction, int[] files, double[] bytes) {
                        sizes.clear();
                        List<IoOperation> reads = new ArrayList<>();
                        for (int i = 0; i < files.length; i++) {
                            sizes.put(files[i], (long) bytes[i]);
                            reads.add(new IoOperation.Read(files[i], 0, headBytes));
                        }
                        BatchRun run = new BatchRun(transaction, reads, sizes);
                        run.start();
                        heads = run;
                        scanned = files;
                    }

                    private BatchRun heads;
                    private int[] scanned;

                    @Override
                    void committed() {
                        for (int i = 0; i < scanned.length; i++) {
                            found.add(
                                    new FoundFile(
                                            scanned[i],
                                            sizes.get(scanned[i]),
                                            heads.read().get(i)));
                        }
                        done.succeeded(found);
                    }

                    @Override
                    void failed(StorageException failure) {
                        done.failed(failure);
                    }
                });
    }

    @Override
    public void create(int file, Completion<Void, StorageException> done) {
        if (file < 0 || file > IndexedDbLayout.FILE_MAX || sizes.containsKey(file)) {
            refuse(done, "File " + file + " exists, or can't be made.");
            return;
        }
        add(
                new Request() {
                    @Override
                    boolean writes() {
                        return true;
                    }

                    @Override
                    void run(IdbTransaction transaction) {
                        transaction.deleteBlocks(file, 0);
                        transaction.putSize(file, 0);
                    }

                    @Override
                    void committed() {
                        sizes.put(file, 0L);
                        open.add(file);
                        done.succeeded(null);
                    }

                    @Override
                    void failed(StorageException failure) {
                        done.failed(failure);
                    }
                });
    }

    @Override
    public void open(List<Integer> files, Completion<Void, StorageException> done) {
        for (int file : files) {
            if (!sizes.containsKey(file) || open.contains(file)) {
                refuse(done, "File " + file + " is absent or open.");
                return;
            }
        }
        open.addAll(files);
        timers.soon(() -> done.succeeded(null));
    }

    @Override
    public void close(List<Integer> files, Completion<Void, StorageException> done) {
        open.removeAll(files);
        timers.soon(() -> done.succeeded(null));
    }

    private void refuse(Completion<?, StorageException> done, String why) {
        StorageException refusal = new StorageException(StorageException.Kind.UNAVAILABLE, why);
        timers.soon(() -> done.failed(refusal));
    }

    @Override
    public void submit(
            List<IoOperation> operations, Completion<List<byte[]>, StorageException> done) {
        boolean writing = false;
        for (IoOperation operation : operations) {
            if (!open.contains(operation.file())) {
                refuse(done, "File " + operation.file() + " is not open.");
                return;
            }
            writing |= !(operation instanceof IoOperation.Read);
        }
        boolean writes = writing;
        add(
                new Request() {
                    private BatchRun run;

                    @Override
                    boolean writes() {
                        return writes;
                    }

                    @Override
                    void run(IdbTransaction transaction) {
                        run = new BatchRun(transaction, operations, sizes);
                        run.start();
                    }

                    @Override
                    void committed() {
                        sizes.putAll(run.sizes());
                        done.succeeded(run.read());
                    }

                    @Override
                    void failed(StorageException failure) {
                        done.failed(failure);
                    }
                });
    }

    private void add(Request request) {
        waiting.add(request);
        next();
    }

    private void next() {
        if (busy || waiting.isEmpty()) {
            return;
        }
        busy = true;
        Request request = waiting.peek();
        if (connection.isOpen()) {
            run(request);
            return;
        }
        connection.open(
                new IdbConnection.Opened() {
                    @Override
                    public void opened() {
                        run(request);
                    }

                    @Override
                    public void failed(StorageException failure) {
                        end(() -> request.failed(failure));
                    }
                });
    }

    private void run(Request request) {
        IdbTransaction transaction;
        try {
            transaction = connection.begin(request.writes());
        } catch (RuntimeException closed) {
            connection.lose();
            again(request, JsFailure.storage(closed, "IndexedDB closed"));
            return;
        }
        transaction.whenEnded(
                new IdbTransaction.Ended() {
                    @Override
                    public void committed() {
                        owns |= request.writes();
                        end(request::committed);
                    }

                    @Override
                    public void aborted(JSObject error) {
                        if (disowned) {
                            end(() -> request.failed(takenOver()));
                            return;
                        }
                        StorageException failure =
                                JsFailure.storage(error, "A transaction of IndexedDB failed");
                        if (failure.kind() == StorageException.Kind.FULL) {
                            end(() -> request.failed(failure));
                        } else {
                            again(request, failure);
                        }
                    }
                });
        try {
            if (request.writes() && owns) {
                transaction.owner(found -> runAsOwner(request, transaction, found));
            } else {
                if (request.writes()) {
                    transaction.putOwner(owner);
                }
                request.run(transaction);
            }
        } catch (RuntimeException thrown) {
            transaction.abort();
        }
    }

    private void runAsOwner(Request request, IdbTransaction transaction, byte[] found) {
        if (Arrays.equals(owner, found)) {
            request.run(transaction);
        } else {
            disowned = true;
            transaction.abort();
        }
    }

    private static StorageException takenOver() {
        return new StorageException(
                StorageException.Kind.UNAVAILABLE,
                "Another worker writes here now; this one was taken for stuck.");
    }

    private void again(Request request, StorageException failure) {
        if (++request.retries > RETRIES_MAX) {
            end(() -> request.failed(failure));
            return;
        }
        timers.after(
                RETRY_MILLIS,
                () -> {
                    busy = false;
                    next();
                });
    }

    private void end(Runnable tell) {
        waiting.remove();
        busy = false;
        tell.run();
        next();
    }
}
