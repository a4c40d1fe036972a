package sqlsync.application;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import sqlsync.reducer.MutationRejectedException;
import sqlsync.reducer.Reducer;
import sqlsync.reducer.Transaction;
import sqlsync.sqlite.SqliteTrapException;

/**
 * A reducer as an application writes it: one class whose constructor, public and without
 * parameters, says its name, its migrations and its mutations.
 *
 * <pre>{@code
 * public final class Notes extends JavaReducer {
 *     public Notes() {
 *         super("notes");
 *         migration("CREATE TABLE notes (id TEXT PRIMARY KEY, text TEXT NOT NULL)");
 *         mutation("add", (tx, args) -> {
 *             tx.run("INSERT INTO notes VALUES (?, ?)", tx.uuid(), args.get("text"));
 *         });
 *     }
 * }
 * }</pre>
 *
 * <p>Named in {@code META-INF/services/sqlsync.reducer.Reducer}, it is found by the coordinator and
 * by the entry that TeaVM compiles. A mutation whose code throws is rejected with the reason
 * "threw" and the exception's message, or the name of its class where it has none; the words of
 * what the JVM itself throws, such as a {@code NullPointerException}, are not the same in a
 * browser.
 */
public abstract class JavaReducer implements Reducer {
    /** A mutation that returns nothing. */
    public interface Mutation {
        void run(Tx tx, Value args);
    }

    /** A mutation that returns something: whatever {@link Value#of} takes. */
    public interface Returning {
        Object run(Tx tx, Value args);
    }

    /** A step of the schema that SQL alone cannot take. */
    public interface Migration {
        void run(Tx tx);
    }

    private final String name;
    private final List<Migration> migrations = new ArrayList<>();
    private final List<String> migrationTexts = new ArrayList<>();
    private final Map<String, Returning> mutations = new LinkedHashMap<>();

    /**
     * @param name of the document type; the coordinator picks its reducer by it
     */
    protected JavaReducer(String name) {
        this.name = name;
    }

    /** The next step of the schema: one or more statements. Never edit one that has shipped. */
    protected final void migration(String sql) {
        migrations.add(tx -> tx.run(sql));
        migrationTexts.add(sql);
    }

    protected final void migration(Migration migration) {
        migrations.add(migration);
        migrationTexts.add(null);
    }

    protected final void mutation(String mutationName, Mutation mutation) {
        mutationReturning(
                mutationName,
                (tx, args) -> {
                    mutation.run(tx, args);
                    return Value.UNDEFINED;
                });
    }

    /** One whose result is handed to the caller as {@code receipt.result}. */
    protected final void mutationReturning(String mutationName, Returning mutation) {
        if (mutations.put(mutationName, mutation) != null) {
            throw new IllegalArgumentException(
                    "Two mutations are called \"" + mutationName + "\".");
        }
    }

    @Override
    public final String name() {
        return name;
    }

    @Override
    public final int schemaVersion() {
        return migrations.size();
    }

    @Override
    public final String migrationText(int version) {
        return migrationTexts.get(version);
    }

    @Override
    public final Set<String> mutationNames() {
        return Collections.unmodifiableSet(mutations.keySet());
    }

    /** Runs a mutation; what its code throws comes out as it is. */
    public final Value mutate(String mutationName, Tx tx, Value args) {
        return Value.of(mutations.get(mutationName).run(tx, args));
    }

    /** Takes the schema from {@code version} to the next; what is thrown comes out as it is. */
    public final void migrate(int version, Tx tx) {
        migrations.get(version).run(tx);
    }

    /** What a person is told of an exception that a mutation did not catch. */
    public static String messageOf(Throwable thrown) {
        String message = thrown.getMessage();
        return message == null || message.isEmpty() ? thrown.getClass().getName() : message;
    }

    @Override
    public final String apply(String mutationName, String arguments, Transaction transaction) {
        String[] result = new String[1];
        run(
                transaction,
                tx -> {
                    Value args = ValueDecoder.decode(arguments);
                    result[0] = ValueEncoder.encode(mutate(mutationName, tx, args), "result");
                });
        return result[0];
    }

    @Override
    public final void migrate(int version, Transaction transaction) {
        run(transaction, tx -> migrate(version, tx));
    }

    /** Whatever comes out of a reducer rejects the one mutation, and ends nothing else. */
    private static void run(Transaction transaction, Migration work) {
        EngineTx tx = new EngineTx(transaction);
        try {
            work.run(tx);
        } catch (VirtualMachineError | SqliteTrapException fatal) {
            throw fatal;
        } catch (Throwable thrown) {
            tx.checkEnding();
            MutationRejectedException rejection =
                    new MutationRejectedException(
                            MutationRejectedException.THREW, messageOf(thrown));
            rejection.initCause(thrown);
            throw rejection;
        } finally {
            tx.end();
        }
        tx.checkEnding();
    }
}
