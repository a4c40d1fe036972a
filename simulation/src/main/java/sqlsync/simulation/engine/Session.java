package sqlsync.simulation.engine;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import sqlsync.page.Page;
import sqlsync.sqlite.ResultCode;

/** A connection: its transaction, and the schema as it last read it. */
final class Session {
    private final Vfs vfs;
    private final Storage storage;
    private final Map<String, Function> functions = new HashMap<>(Function.BUILT_IN);
    private final Deque<String> savepoints = new ArrayDeque<>();
    private Schema schema;
    private boolean autocommit = true;
    private boolean schemaTouched;
    private int reading;
    private int changes;

    Session(Vfs vfs, VfsFile file) {
        this.vfs = vfs;
        this.storage = new Storage(new PageCache(file));
    }

    Vfs vfs() {
        return vfs;
    }

    Storage storage() {
        return storage;
    }

    Function function(String name) {
        return functions.get(name);
    }

    void define(String name, Function function) {
        functions.put(name, function);
    }

    int changes() {
        return changes;
    }

    void changed(int rows) {
        changes = rows;
    }

    /** The schema as it was last read; a cookie tells whether it still is what it was. */
    Schema schema() {
        if (schema == null) {
            enter();
            try {
                schema = Schema.read(storage);
            } finally {
                leave();
            }
        }
        return schema;
    }

    void forgetSchema() {
        schema = null;
    }

    /** This connection itself changes it, with what {@code change} does to the entries. */
    void changeSchema(Consumer<Schema> change) {
        Schema changed = Schema.read(storage);
        change.accept(changed);
        schemaTouched = true;
        changed.write(storage);
        schema = Schema.read(storage);
    }

    /** Whether the schema is what it was; otherwise it is forgotten. Within a read. */
    private boolean schemaIsCurrent() {
        int cookie = storage.cache.pageCount() == 0 ? 0 : Page.schemaCookie(storage.cache.page(1));
        if (schema != null && schema.cookie != cookie) {
            schema = null;
        }
        return schema != null;
    }

    /** Whether a schema that lacked something may only have been old. */
    boolean schemaWasOld() {
        enter();
        try {
            return !schemaIsCurrent();
        } finally {
            leave();
        }
    }

    /** A statement begins to read. */
    void enter() {
        storage.cache.beginRead();
        reading++;
    }

    /** It is at its end. */
    void leave() {
        reading--;
        if (reading == 0 && autocommit) {
            storage.cache.endRead();
        }
    }

    /** Runs a command that has not begun; one that reads stays entered until {@link #leave}. */
    List<Object[]> run(StatementState statement) {
        if (statement.command().kind() == Command.Kind.CONTROL) {
            return statement.command().run(this, statement.parameters());
        }
        enter();
        boolean done = false;
        try {
            if (!schemaIsCurrent() || statement.compiledFor() != schema) {
                statement.compile();
            }
            List<Object[]> rows =
                    statement.command().kind() == Command.Kind.WRITE
                            ? write(statement)
                            : statement.command().run(this, statement.parameters());
            done = true;
            return rows;
        } finally {
            if (!done) {
                leave();
            }
        }
    }

    private List<Object[]> write(StatementState statement) {
        Command command = statement.command();
        storage.cache.beginWrite();
        storage.cache.mark();
        List<Object[]> rows;
        try {
            rows = command.run(this, statement.parameters());
        } catch (EngineException failure) {
            boolean constraint = failure.code() == ResultCode.CONSTRAINT;
            boolean ends =
                    constraint
                            ? command.conflict() == Command.Conflict.ROLLBACK
                            : failure.code() == ResultCode.IO_ERROR
                                    || failure.code() == ResultCode.FULL && !command.undoneAlone();
            if (ends || autocommit) {
                rollbackAll();
            } else {
                storage.cache.undo();
                forgetChangedSchema();
            }
            throw failure;
        }
        storage.cache.unmark();
        if (autocommit) {
            commitAll();
        } else {
            storage.cache.spill();
        }
        return rows;
    }

    private void commitAll() {
        try {
            storage.free.cut();
            storage.cache.commit();
        } catch (EngineException failure) {
            if (autocommit) {
                rollbackAll();
            }
            throw failure;
        }
        savepoints.clear();
        schemaTouched = false;
        autocommit = true;
    }

    private void rollbackAll() {
        storage.cache.rollback();
        savepoints.clear();
        autocommit = true;
        forgetChangedSchema();
        schemaTouched = false;
    }

    private void forgetChangedSchema() {
        if (schemaTouched) {
            forgetSchema();
        }
    }

    void begin(boolean immediate) {
        if (!autocommit) {
            throw EngineException.error("cannot start a transaction within a transaction");
        }
        enter();
        try {
            if (immediate) {
                storage.cache.beginWrite();
            }
            autocommit = false;
        } finally {
            leave();
        }
    }

    void commit() {
        if (autocommit) {
            throw EngineException.error("cannot commit - no transaction is active");
        }
        if (storage.cache.writing()) {
            commitAll();
        }
        autocommit = true;
        endRead();
    }

    void rollback() {
        if (autocommit) {
            throw EngineException.error("cannot rollback - no transaction is active");
        }
        rollbackAll();
        endRead();
    }

    private void endRead() {
        if (reading == 0) {
            storage.cache.endRead();
        }
    }

    /** Only within a transaction. */
    void savepoint(String name) {
        if (autocommit) {
            throw new UnknownSqlError("a savepoint without a transaction", "SAVEPOINT " + name);
        }
        savepoints.push(name);
        storage.cache.mark();
    }

    void release(String name) {
        to(name);
        savepoints.pop();
        storage.cache.unmark();
    }

    void rollbackTo(String name) {
        requireSavepoint(name);
        while (!savepoints.peek().equalsIgnoreCase(name)) {
            savepoints.pop();
            storage.cache.undo();
        }
        storage.cache.undo();
        storage.cache.mark();
        forgetChangedSchema();
    }

    private void to(String name) {
        requireSavepoint(name);
        while (!savepoints.peek().equalsIgnoreCase(name)) {
            savepoints.pop();
            storage.cache.unmark();
        }
    }

    private void requireSavepoint(String name) {
        if (savepoints.stream().noneMatch(name::equalsIgnoreCase)) {
            throw EngineException.error("no such savepoint: " + name);
        }
    }

    void close() {
        if (!autocommit) {
            rollbackAll();
        }
        storage.cache.endRead();
        storage.cache.file().close();
    }
}
