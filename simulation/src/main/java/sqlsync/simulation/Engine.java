package sqlsync.simulation;

import sqlsync.jvm.JvmSqlite;
import sqlsync.sqlite.SqliteWasm;

/** How the module of SQLite runs. Both write the same pages. */
public enum Engine {
    /** As machine code, where the build found a compiler: several times faster. */
    NATIVE {
        @Override
        SqliteWasm create() {
            return new NativeSqlite();
        }

        @Override
        void release(SqliteWasm sqlite) {
            ((NativeSqlite) sqlite).close();
        }
    },
    /** As bytecode of the JVM. */
    BYTECODE {
        @Override
        SqliteWasm create() {
            return new JvmSqlite();
        }

        @Override
        void release(SqliteWasm sqlite) {}
    };

    /** The fastest that was built. */
    public static Engine fastest() {
        return NativeSqlite.isBuilt() ? NATIVE : BYTECODE;
    }

    abstract SqliteWasm create();

    /** Frees what an instance holds outside the heap. */
    abstract void release(SqliteWasm sqlite);
}
