package sqlsync.indexeddb;

import org.teavm.jso.JSBody;
import org.teavm.jso.JSFunctor;
import org.teavm.jso.JSObject;
import org.teavm.jso.core.JSArrayReader;
import org.teavm.jso.core.JSNumber;
import sqlsync.browser.JsBytes;

/** One transaction on the stores of {@link IndexedDbLayout}. A request that fails ends it all. */
final class IdbTransaction {
    /** Told how the transaction ended; {@code error} is what JavaScript threw, or null. */
    interface Ended {
        void committed();

        void aborted(JSObject error);
    }

    interface GotBlock {
        /**
         * @param bytes null where there is none
         */
        void block(byte[] bytes);
    }

    interface GotBlocks {
        void blocks(byte[][] blocks);
    }

    interface GotFiles {
        void files(int[] files, double[] sizes);
    }

    @JSFunctor
    private interface Commit extends JSObject {
        void run();
    }

    @JSFunctor
    private interface Abort extends JSObject {
        void run(JSObject error);
    }

    @JSFunctor
    private interface Value extends JSObject {
        void value(JSObject value);
    }

    @JSFunctor
    private interface Pairs extends JSObject {
        void pairs(JSArrayReader<JSNumber> keys, JSArrayReader<JSNumber> values);
    }

    private final JSObject transaction;

    IdbTransaction(JSObject transaction) {
        this.transaction = transaction;
    }

    void whenEnded(Ended ended) {
        whenEnded(transaction, ended::committed, ended::aborted);
    }

    void abort() {
        abort(transaction);
    }

    void block(int file, long block, GotBlock got) {
        get(
                transaction,
                IndexedDbLayout.BLOCKS,
                IndexedDbLayout.key(file, block),
                value -> got.block(value == null ? null : JsBytes.of(value)));
    }

    /** Makes this the owner from now on. */
    void putOwner(byte[] owner) {
        put(transaction, IndexedDbLayout.BLOCKS, IndexedDbLayout.OWNER, JsBytes.whole(owner));
    }

    void owner(GotBlock got) {
        get(
                transaction,
                IndexedDbLayout.BLOCKS,
                IndexedDbLayout.OWNER,
                value -> got.block(value == null ? null : JsBytes.of(value)));
    }

    /** All blocks from {@code first} to {@code last}, inclusive, that are there. */
    void blocks(int file, long first, long last, GotBlocks got) {
        getAll(
                transaction,
                IndexedDbLayout.BLOCKS,
                IndexedDbLayout.key(file, first),
                IndexedDbLayout.key(file, last),
                values -> {
                    @SuppressWarnings("unchecked")
                    JSArrayReader<JSObject> found = (JSArrayReader<JSObject>) values;
                    byte[][] blocks = new byte[found.getLength()][];
                    for (int i = 0; i < blocks.length; i++) {
                        blocks[i] = JsBytes.of(found.get(i));
                    }
                    got.blocks(blocks);
                });
    }

    void putBlock(int file, long block, byte[] bytes) {
        put(
                transaction,
                IndexedDbLayout.BLOCKS,
                IndexedDbLayout.key(file, block),
                JsBytes.whole(bytes));
    }

    /** Deletes the blocks from {@code first} on. */
    void deleteBlocks(int file, long first) {
        delete(
                transaction,
                IndexedDbLayout.BLOCKS,
                IndexedDbLayout.key(file, first),
                IndexedDbLayout.key(file + 1, 0));
    }

    void putSize(int file, long size) {
        put(transaction, IndexedDbLayout.FILES, file, JSNumber.valueOf((double) size));
    }

    void files(GotFiles got) {
        pairs(
                transaction,
                IndexedDbLayout.FILES,
                (keys, values) -> {
                    int[] files = new int[keys.getLength()];
                    double[] sizes = new double[files.length];
                    for (int i = 0; i < files.length; i++) {
                        files[i] = keys.get(i).intValue();
                        sizes[i] = values.get(i).doubleValue();
                    }
                    got.files(files, sizes);
                });
    }

    @JSBody(
            params = {"transaction", "commit", "abort"},
            script =
                    """
                    transaction.oncomplete = () => commit();
                    transaction.onabort = () => abort(transaction.error);
                    """)
    private static native void whenEnded(JSObject transaction, Commit commit, Abort abort);

    @JSBody(params = "transaction", script = "try { transaction.abort(); } catch (e) { }")
    private static native void abort(JSObject transaction);

    @JSBody(
            params = {"transaction", "store", "key", "got"},
            script =
                    """
                    const request = transaction.objectStore(store).get(key);
                    request.onsuccess = () => got(request.result === undefined ? null : request.result);
                    """)
    private static native void get(JSObject transaction, String store, double key, Value got);

    @JSBody(
            params = {"transaction", "store", "first", "last", "got"},
            script =
                    """
                    const request =
                        transaction.objectStore(store).getAll(IDBKeyRange.bound(first, last));
                    request.onsuccess = () => got(request.result);
                    """)
    private static native void getAll(
            JSObject transaction, String store, double first, double last, Value got);

    @JSBody(
            params = {"transaction", "store", "key", "value"},
            script = "transaction.objectStore(store).put(value, key);")
    private static native void put(JSObject transaction, String store, double key, JSObject value);

    @JSBody(
            params = {"transaction", "store", "first", "end"},
            script =
                    """
                    transaction.objectStore(store)
                        .delete(IDBKeyRange.bound(first, end, false, true));
                    """)
    private static native void delete(JSObject transaction, String store, double first, double end);

    @JSBody(
            params = {"transaction", "store", "got"},
            script =
                    """
                    const from = transaction.objectStore(store);
                    const keys = from.getAllKeys(), values = from.getAll();
                    values.onsuccess = () => got(keys.result, values.result);
                    """)
    private static native void pairs(JSObject transaction, String store, Pairs got);
}
