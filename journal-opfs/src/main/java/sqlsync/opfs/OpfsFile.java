package sqlsync.opfs;

import org.teavm.jso.JSBody;
import org.teavm.jso.JSByRef;
import org.teavm.jso.JSObject;
import sqlsync.browser.JsFailure;
import sqlsync.platform.BlockFile;

/**
 * A file of the origin's private file system under an exclusive {@code FileSystemSyncAccessHandle}.
 *
 * <p>Counts are what the browser says, cut to 32 bits: at the edge of the quota Chrome has returned
 * 4294967288, here -8, for a write, and Firefox a short count, both without an exception.
 */
final class OpfsFile implements BlockFile {
    private final JSObject handle;

    OpfsFile(JSObject handle) {
        this.handle = handle;
    }

    @Override
    public long size() {
        try {
            return (long) size(handle);
        } catch (RuntimeException e) {
            throw JsFailure.storage(e, "Asking for the size of a file failed");
        }
    }

    @Override
    public int read(long position, byte[] to, int offset, int length) {
        try {
            return read(handle, to, offset, offset + length, position);
        } catch (RuntimeException e) {
            throw JsFailure.storage(e, "Reading a file failed");
        }
    }

    @Override
    public int write(long position, byte[] from, int offset, int length) {
        try {
            return write(handle, from, offset, offset + length, position);
        } catch (RuntimeException e) {
            throw JsFailure.storage(e, "Writing a file failed");
        }
    }

    @Override
    public void truncate(long size) {
        try {
            truncate(handle, size);
        } catch (RuntimeException e) {
            throw JsFailure.storage(e, "Resizing a file failed");
        }
    }

    @Override
    public void flush() {
        try {
            flush(handle);
        } catch (RuntimeException e) {
            throw JsFailure.storage(e, "Flushing a file failed");
        }
    }

    @Override
    public void close() {
        try {
            close(handle);
        } catch (RuntimeException e) {
            throw JsFailure.storage(e, "Closing a file failed");
        }
    }

    @JSBody(params = "handle", script = "return handle.getSize();")
    private static native double size(JSObject handle);

    @JSBody(
            params = {"handle", "bytes", "from", "to", "at"},
            script = "return handle.read(bytes.subarray(from, to), { at: at }) | 0;")
    private static native int read(
            JSObject handle, @JSByRef byte[] bytes, int from, int to, double at);

    @JSBody(
            params = {"handle", "bytes", "from", "to", "at"},
            script = "return handle.write(bytes.subarray(from, to), { at: at }) | 0;")
    private static native int write(
            JSObject handle, @JSByRef byte[] bytes, int from, int to, double at);

    @JSBody(
            params = {"handle", "size"},
            script = "handle.truncate(size);")
    private static native void truncate(JSObject handle, double size);

    @JSBody(params = "handle", script = "handle.flush();")
    private static native void flush(JSObject handle);

    @JSBody(params = "handle", script = "handle.close();")
    private static native void close(JSObject handle);
}
