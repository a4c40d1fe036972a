package sqlsync.simulation;

import sqlsync.jvm.JvmSqlite;
import sqlsync.simulation.engine.ModelSqlite;
import sqlsync.sqlite.SqliteWasm;

/** What runs the statements of a world. */
public enum Engine {
    /** Many times faster: for thousands of seeds. */
    MODEL {
        @Override
        SqliteWasm create() {
            return new ModelSqlite();
        }
    },
    SQLITE {
        @Override
        SqliteWasm create() {
            return new JvmSqlite();
        }
    };

    abstract SqliteWasm create();
}
