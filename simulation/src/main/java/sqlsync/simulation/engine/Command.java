package sqlsync.simulation.engine;

import java.util.List;

/** A statement, compiled against one state of the schema. */
interface Command {
    /** What it needs before it can run. */
    enum Kind {
        /** Transactions and settings: it takes what it needs itself. */
        CONTROL,
        READ,
        WRITE
    }

    /** What becomes of a transaction in which a constraint fails. */
    enum Conflict {
        ABORT,
        ROLLBACK,
        IGNORE,
        REPLACE
    }

    Kind kind();

    /** The names of the columns; none where it answers no rows. */
    List<String> columns();

    /** Runs it, and answers its rows. */
    List<Object[]> run(Session session, Object[] parameters);

    default Conflict conflict() {
        return Conflict.ABORT;
    }

    /** Whether it can fail after it changed something, so that SQLite keeps a journal for it. */
    default boolean undoneAlone() {
        return false;
    }

    /** A command that answers no rows. */
    record Simple(Kind kind, Action action) implements Command {
        interface Action {
            void run(Session session);
        }

        @Override
        public List<String> columns() {
            return List.of();
        }

        @Override
        public List<Object[]> run(Session session, Object[] parameters) {
            action.run(session);
            return List.of();
        }
    }
}
