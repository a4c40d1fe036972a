package sqlsync.sqlite;

/**
 * Functions of ours that the module calls, by shape. Addresses and flags are {@code int}, file
 * offsets {@code double}: exact, and cheap in JavaScript. None may throw: an exception must not
 * pass through the module's frames.
 */
public final class WasmFunctions {
    private WasmFunctions() {}

    /** (i32) → i32 */
    public interface One {
        int call(int a);
    }

    /** (i32, i32) → i32 */
    public interface Two {
        int call(int a, int b);
    }

    /** (i32, i32, i32) → i32 */
    public interface Three {
        int call(int a, int b, int c);
    }

    /** (i32, i32, i32, i32) → i32 */
    public interface Four {
        int call(int a, int b, int c, int d);
    }

    /** (i32, i32, i32, i32, i32) → i32 */
    public interface Five {
        int call(int a, int b, int c, int d, int e);
    }

    /** (i32, i64) → i32 */
    public interface Resize {
        int call(int file, double size);
    }

    /** (i32, i32, i32, i64) → i32 */
    public interface Transfer {
        int call(int file, int buffer, int count, double offset);
    }

    /** (i32, i32, i32) → nothing: a function of SQL. */
    public interface Scalar {
        void call(int context, int count, int values);
    }
}
