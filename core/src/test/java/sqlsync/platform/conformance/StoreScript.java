package sqlsync.platform.conformance;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import sqlsync.platform.BlockStore;
import sqlsync.platform.Completion;
import sqlsync.platform.IoOperation;
import sqlsync.platform.StorageException;
import sqlsync.story.Check;
import sqlsync.story.Verdict;

/**
 * Requests to a store, written down first and then made one after the other, each when the one
 * before was answered. A request that fails, and was not expected to, ends the story, and so does
 * one that is answered within the call, or twice.
 */
public final class StoreScript {
    private interface Step {
        void run(BlockStore store, Runnable next, Verdict verdict);
    }

    private interface Request<T> {
        void make(BlockStore store, Completion<T, StorageException> done);
    }

    private final StoreUnderTest files;
    private final List<Step> steps = new ArrayList<>();
    private BlockStore store;

    StoreScript(StoreUnderTest files) {
        this.files = files;
    }

    void create(int file) {
        succeeds("create " + file, (it, done) -> it.create(file, done), (Void nothing) -> {});
    }

    void createFails(int file) {
        fails(
                "create " + file,
                (BlockStore it, Completion<Void, StorageException> done) -> it.create(file, done));
    }

    void open(Integer... wanted) {
        List<Integer> list = List.of(wanted);
        succeeds("open " + list, (it, done) -> it.open(list, done), (Void nothing) -> {});
    }

    void openFails(Integer... wanted) {
        List<Integer> list = List.of(wanted);
        fails(
                "open " + list,
                (BlockStore it, Completion<Void, StorageException> done) -> it.open(list, done));
    }

    void close(Integer... unwanted) {
        List<Integer> list = List.of(unwanted);
        succeeds("close " + list, (it, done) -> it.close(list, done), (Void nothing) -> {});
    }

    void scan(int headBytes, Consumer<List<BlockStore.FoundFile>> check) {
        succeeds("scan", (it, done) -> it.scan(headBytes, done), check);
    }

    void submit(IoOperation... batch) {
        submit(List.of(batch), read -> {});
    }

    void submit(List<IoOperation> batch, Consumer<List<byte[]>> check) {
        succeeds("submit", (it, done) -> it.submit(batch, done), check);
    }

    void submitFails(IoOperation... batch) {
        List<IoOperation> list = List.of(batch);
        fails(
                "submit",
                (BlockStore it, Completion<List<byte[]>, StorageException> done) ->
                        it.submit(list, done));
    }

    /** All of these at once; they are answered in their order. */
    void submitTogether(List<List<IoOperation>> batches, Consumer<List<List<byte[]>>> check) {
        steps.add(
                (it, next, verdict) -> {
                    List<List<byte[]>> read = new ArrayList<>();
                    for (int i = 0; i < batches.size(); i++) {
                        int number = i;
                        Consumer<List<byte[]>> answered =
                                blocks -> {
                                    Check.same(
                                            number, read.size(), "place in the order of answers");
                                    read.add(blocks);
                                    if (read.size() == batches.size()) {
                                        check.accept(read);
                                        next.run();
                                    }
                                };
                        Told<List<byte[]>> told =
                                new Told<>("batch " + number, answered, null, verdict);
                        it.submit(batches.get(i), told);
                        told.returned();
                    }
                });
    }

    /** Closes these files, and goes on with another instance that has opened them. */
    void reopen(Integer... kept) {
        close(kept);
        restart();
        open(kept);
    }

    /** Goes on with another instance that has found what is there, and opened nothing. */
    void restart() {
        steps.add(
                (it, next, verdict) -> {
                    store = files.store();
                    next.run();
                });
        scan(0, found -> {});
    }

    /** Makes all requests; tells whether everything was as it was written down. */
    void run(Verdict verdict) {
        store = files.store();
        run(0, verdict);
    }

    private void run(int index, Verdict verdict) {
        if (index == steps.size()) {
            verdict.holds();
            return;
        }
        steps.get(index).run(store, () -> run(index + 1, verdict), verdict);
    }

    private <T> void succeeds(String what, Request<T> request, Consumer<T> check) {
        steps.add(
                (it, next, verdict) -> {
                    Consumer<T> answered =
                            value -> {
                                check.accept(value);
                                next.run();
                            };
                    make(it, request, new Told<>(what, answered, null, verdict));
                });
    }

    private <T> void fails(String what, Request<T> request) {
        steps.add((it, next, verdict) -> make(it, request, new Told<T>(what, null, next, verdict)));
    }

    private static <T> void make(BlockStore store, Request<T> request, Told<T> told) {
        request.make(store, told);
        told.returned();
    }
}
