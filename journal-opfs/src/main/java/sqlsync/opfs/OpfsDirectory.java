package sqlsync.opfs;

import java.util.ArrayList;
import java.util.List;
import org.teavm.jso.JSBody;
import org.teavm.jso.JSObject;
import org.teavm.jso.core.JSArray;
import org.teavm.jso.core.JSPromise;
import org.teavm.jso.core.JSString;
import sqlsync.browser.JsFailure;
import sqlsync.platform.Completion;
import sqlsync.platform.StorageException;
import sqlsync.platform.Timers;

/**
 * The directory of one namespace. A file that somebody else holds is tried again for a while: the
 * worker of a page that was reloaded lets go a little later, and one that is frozen in the
 * back/forward cache is evicted when its file is asked for.
 */
final class OpfsDirectory {
    static final int RETRY_MILLIS = 10;
    static final int RETRIES_MAX = 400;

    /** Not the name of any number. */
    private static final String PROBE = "-";

    private final JSPromise<JSObject> directory;
    private final Timers timers;

    OpfsDirectory(String namespace, Timers timers) {
        this.directory = directory(namespace);
        this.timers = timers;
    }

    /** The numbers of the files that are there. */
    void list(Completion<List<Integer>, StorageException> done) {
        settle(
                directory.flatThen(OpfsDirectory::names),
                names -> {
                    List<Integer> files = new ArrayList<>();
                    for (int i = 0; i < names.getLength(); i++) {
                        int file = number(names.get(i).stringValue());
                        if (file >= 0) {
                            files.add(file);
                        }
                    }
                    done.succeeded(files);
                },
                error -> done.failed(failure(error, "Listing the files failed")));
    }

    /** Finds out, where no file is yet, whether files can be made, written and flushed here. */
    void probe(Completion<Void, StorageException> done) {
        probe(RETRIES_MAX, done);
    }

    private void probe(int retries, Completion<Void, StorageException> done) {
        settle(
                directory.flatThen(found -> probe(found, PROBE)),
                nothing -> done.succeeded(null),
                error -> {
                    if (retries > 0 && isHeld(error)) {
                        timers.after(RETRY_MILLIS, () -> probe(retries - 1, done));
                        return;
                    }
                    String why =
                            failure(error, "A first file in the private file system (OPFS) failed")
                                    .getMessage();
                    done.failed(new StorageException(StorageException.Kind.UNAVAILABLE, why));
                });
    }

    private static boolean isHeld(JSObject error) {
        return JsFailure.name(error).equals("NoModificationAllowedError");
    }

    /** Opens a file for exclusive use; where it is missing and {@code create} is not set, fails. */
    void open(int file, boolean create, Completion<OpfsFile, StorageException> done) {
        open(file, create, RETRIES_MAX, done);
    }

    private void open(
            int file, boolean create, int retries, Completion<OpfsFile, StorageException> done) {
        settle(
                directory.flatThen(found -> handle(found, name(file), create)),
                handle -> done.succeeded(new OpfsFile(handle)),
                error -> {
                    if (retries > 0 && isHeld(error)) {
                        timers.after(RETRY_MILLIS, () -> open(file, create, retries - 1, done));
                    } else {
                        done.failed(failure(error, "Opening file " + file + " failed"));
                    }
                });
    }

    private interface Then<T> {
        void accept(T value);
    }

    private static <T> void settle(JSPromise<T> promise, Then<T> kept, Then<JSObject> broken) {
        promise.then(
                value -> {
                    kept.accept(value);
                    return null;
                },
                error -> {
                    broken.accept((JSObject) error);
                    return null;
                });
    }

    private static StorageException failure(JSObject error, String doing) {
        return JsFailure.storage(error, doing);
    }

    static String name(int file) {
        return Integer.toString(file, 36);
    }

    /** The number that {@code name} stands for; -1 for a name that is not of this store. */
    static int number(String name) {
        int number = 0;
        for (int i = 0; i < name.length(); i++) {
            int digit = Character.digit(name.charAt(i), 36);
            if (digit < 0 || number > (Integer.MAX_VALUE - digit) / 36) {
                return -1;
            }
            number = number * 36 + digit;
        }
        return name(number).equals(name) ? number : -1;
    }

    @JSBody(
            params = "namespace",
            script =
                    """
                    const none = () => { throw new DOMException(
                        'There is no private file system (OPFS)', 'NotSupportedError'); };
                    const found = Promise.resolve()
                        .then(() => navigator.storage && navigator.storage.getDirectory
                            && FileSystemFileHandle.prototype.createSyncAccessHandle || none())
                        .then(() => navigator.storage.getDirectory())
                        .then(root => root.getDirectoryHandle('sqlsync', { create: true }))
                        .then(home => home.getDirectoryHandle(namespace, { create: true }));
                    // Whoever asks is told; nobody else has to know.
                    found.catch(() => {});
                    return found;
                    """)
    private static native JSPromise<JSObject> directory(String namespace);

    @JSBody(
            params = {"directory", "name"},
            script =
                    """
                    return directory.getFileHandle(name, { create: true })
                        .then(file => file.createSyncAccessHandle())
                        .then(handle => {
                            try {
                                const count = handle.write(new Uint8Array(1), { at: 0 });
                                if (count !== 1) throw new Error('It counted ' + count + ' for one byte');
                                handle.flush();
                            } finally { handle.close(); }
                        })
                        .then(() => directory.removeEntry(name));
                    """)
    private static native JSPromise<JSObject> probe(JSObject directory, String name);

    @JSBody(
            params = {"directory", "name", "create"},
            script =
                    """
                    return directory.getFileHandle(name, { create: create })
                        .then(file => file.createSyncAccessHandle());
                    """)
    private static native JSPromise<JSObject> handle(
            JSObject directory, String name, boolean create);

    @JSBody(
            params = "directory",
            script =
                    """
                    const names = [], entries = directory.keys();
                    const next = () => entries.next().then(entry => {
                        if (entry.done) return names;
                        names.push(entry.value);
                        return next();
                    });
                    return next();
                    """)
    private static native JSPromise<JSArray<JSString>> names(JSObject directory);
}
