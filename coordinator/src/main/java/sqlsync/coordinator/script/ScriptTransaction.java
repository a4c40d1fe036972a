package sqlsync.coordinator.script;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import org.graalvm.polyglot.PolyglotException;
import org.graalvm.polyglot.Value;
import org.graalvm.polyglot.proxy.ProxyExecutable;
import org.graalvm.polyglot.proxy.ProxyObject;
import sqlsync.reducer.MutationContext;
import sqlsync.reducer.Transaction;
import sqlsync.sqlite.ColumnNames;
import sqlsync.sqlite.ParameterBinder;
import sqlsync.sqlite.SqliteTrapException;
import sqlsync.sqlite.Statement;

/**
 * What {@code host.js} asks of Java while a mutation runs. Nothing here throws into the script:
 * what goes wrong is answered as a text, and what the script must not survive is kept for the end.
 */
final class ScriptTransaction {
    private final Transaction transaction;
    private Statement row;
    private int selected;
    private SqliteTrapException trap;

    ScriptTransaction(Transaction transaction) {
        this.transaction = transaction;
    }

    /** The object that the script calls. */
    ProxyObject object() {
        MutationContext context = transaction.context();
        return new ScriptFunctions()
                .with("run", guarded(this::run))
                .with("rows", guarded(this::rows))
                .with("failed", a -> transaction.takeFailed())
                .with("resultCode", a -> transaction.resultCode())
                .with("random", a -> context.random())
                .with("uuid", a -> context.uuid())
                .with("columnType", guarded(a -> row.columnType(a[0].asInt())))
                .with("columnDouble", guarded(a -> row.columnDouble(a[0].asInt())))
                .with("select", this::select)
                .with("text", guarded(a -> row.columnText(selected)))
                .with("blob", guarded(a -> ByteBuffer.wrap(row.columnBlob(selected))));
    }

    /** Throws what ended SQLite while the script ran, whatever the script made of it. */
    void checkTrap() {
        if (trap != null) {
            throw trap;
        }
    }

    private ProxyExecutable guarded(ProxyExecutable work) {
        return arguments -> {
            if (trap != null) {
                return trap.getMessage();
            }
            try {
                return work.execute(arguments);
            } catch (SqliteTrapException stopped) {
                trap = stopped;
                return stopped.getMessage();
            } catch (PolyglotException script) {
                throw script;
            } catch (RuntimeException problem) {
                return problem.getMessage() == null ? problem.toString() : problem.getMessage();
            }
        };
    }

    private Object run(Value... arguments) {
        ScriptParameters parameters = parameters(arguments);
        return transaction.run(
                arguments[0].asString(), statement -> ParameterBinder.bind(statement, parameters));
    }

    private Object rows(Value... arguments) {
        ScriptParameters parameters = parameters(arguments);
        Value each = arguments[4];
        boolean arrays = arguments[5].asBoolean();
        Object[][] names = new Object[1][];
        transaction.query(
                arguments[0].asString(),
                statement -> {
                    ParameterBinder.bind(statement, parameters);
                    names[0] =
                            arrays ? ColumnNames.all(statement) : ColumnNames.distinct(statement);
                },
                statement -> {
                    row = statement;
                    return each.execute(names[0]).asBoolean();
                });
        row = null;
        return null;
    }

    private static ScriptParameters parameters(Value[] arguments) {
        return new ScriptParameters(arguments[1], arguments[2], arguments[3]);
    }

    private Object select(Value... arguments) {
        selected = arguments[0].asInt();
        return 0;
    }

    /** Functions by name, and nothing else. */
    private static final class ScriptFunctions implements ProxyObject {
        private final Map<String, Object> functions = new HashMap<>();

        ScriptFunctions with(String name, ProxyExecutable function) {
            functions.put(name, function);
            return this;
        }

        @Override
        public Object getMember(String name) {
            return functions.get(name);
        }

        @Override
        public Object getMemberKeys() {
            return null;
        }

        @Override
        public boolean hasMember(String name) {
            return functions.containsKey(name);
        }

        @Override
        public void putMember(String name, Value value) {
            throw new UnsupportedOperationException();
        }
    }
}
