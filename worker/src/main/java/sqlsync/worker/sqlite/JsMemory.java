package sqlsync.worker.sqlite;

import org.teavm.jso.JSByRef;
import org.teavm.jso.JSObject;

/** The class of {@code sqlite-memory.js}. */
interface JsMemory extends JSObject {
    int size();

    int getByte(int address);

    int getInt(int address);

    void putInt(int address, int value);

    void read(int address, @JSByRef byte[] to, int offset, int length);

    void write(int address, @JSByRef byte[] from, int offset, int length);

    void fill(int address, int length, int value);

    void writeBytes(int address, JSObject bytes);

    String readText(int address, int length);

    int writeText(int address, String text);
}
