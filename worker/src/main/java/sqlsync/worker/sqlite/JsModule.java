package sqlsync.worker.sqlite;

import org.teavm.jso.JSFunctor;
import org.teavm.jso.JSObject;
import org.teavm.jso.JSProperty;

/** The class of {@code sqlite.js}: see {@link sqlsync.sqlite.SqliteWasm} for the functions. */
interface JsModule extends JSObject {
    @JSFunctor
    interface Trap extends JSObject {
        int with(String message);
    }

    @JSFunctor
    interface One extends JSObject {
        int call(int a);
    }

    @JSFunctor
    interface Two extends JSObject {
        int call(int a, int b);
    }

    @JSFunctor
    interface Three extends JSObject {
        int call(int a, int b, int c);
    }

    @JSFunctor
    interface Four extends JSObject {
        int call(int a, int b, int c, int d);
    }

    @JSFunctor
    interface Five extends JSObject {
        int call(int a, int b, int c, int d, int e);
    }

    @JSFunctor
    interface Resize extends JSObject {
        int call(int file, double size);
    }

    @JSFunctor
    interface Transfer extends JSObject {
        int call(int file, int buffer, int count, double offset);
    }

    @JSFunctor
    interface Scalar extends JSObject {
        void call(int context, int count, int values);
    }

    @JSProperty
    JsMemory getMemory();

    @JSProperty
    JsRows getRows();

    @JSProperty
    void setOnTrap(Trap trap);

    int addFunction(One function, String signature);

    int addFunction(Two function, String signature);

    int addFunction(Three function, String signature);

    int addFunction(Four function, String signature);

    int addFunction(Five function, String signature);

    int addScalar(Scalar function);

    int addResize(Resize function);

    int addTransfer(Transfer function);

    int malloc(int bytes);

    void free(int address);

    int open(int name, int connectionOut);

    int closeV2(int connection);

    int exec(int connection, int sql);

    int errmsg(int connection);

    int changes(int connection);

    int prepareV2(int connection, int sql, int length, int statementOut, int tailOut);

    int step(int statement);

    int reset(int statement);

    int finalizeStatement(int statement);

    int clearBindings(int statement);

    int bindInt(int statement, int index, int value);

    int bindDouble(int statement, int index, double value);

    int bindText(int statement, int index, int text, int length);

    int bindBlob(int statement, int index, int blob, int length);

    int columnCount(int statement);

    int columnName(int statement, int column);

    int columnType(int statement, int column);

    int columnBytes(int statement, int column);

    int columnText(int statement, int column);

    int columnBlob(int statement, int column);

    double columnDouble(int statement, int column);

    int createFunctionV2(int connection, int name, int arguments, int encoding, int scalar);

    int valueInt(int value);

    void resultInt64(int context, int low, int high);

    void resultBlob(int context, int blob, int length);

    void resultError(int context, int message, int length);
}
