package sqlsync.application;

import java.util.List;

/**
 * What a mutation may do, inside one transaction; {@code Transaction} of {@code sqlsync.d.ts}. It
 * can be used only while the mutation runs.
 *
 * <p>Replays do what the first run did, so time and chance come from here, or from SQL, and never
 * from {@code System.currentTimeMillis()}, {@code Math.random()} or {@code UUID.randomUUID()}.
 */
public interface Tx {
    /**
     * Runs one or more statements; parameters go to the first.
     *
     * @return the number of rows changed
     * @throws StatementFailedException if one does not run
     */
    int run(String sql, Params params);

    /**
     * Runs one statement.
     *
     * @return its rows, each an object by column name
     * @throws StatementFailedException if it does not run
     */
    List<Value> all(String sql, Params params);

    /**
     * The first row, or undefined.
     *
     * @throws StatementFailedException if the statement does not run
     */
    Value get(String sql, Params params);

    /**
     * Refuses the mutation: everything it did is rolled back, also where the exception is caught.
     *
     * @param code that the caller sees as the reason
     * @param message for a person; null for one that names the code
     * @return never; so that {@code throw tx.reject(…)} tells the compiler that it ends here
     */
    RuntimeException reject(String code, String message);

    /** Milliseconds since the epoch when the mutation was first made. */
    long timestamp();

    String mutationId();

    /** Who made it; null where nobody is signed in. */
    String user();

    /**
     * What the token of who made it says, by the claims that the coordinator's {@code
     * --reducer-claims} names: an object, empty where it says nothing. On the coordinator always
     * that of the token; on a device as the coordinator said last before the mutation was made.
     */
    Value claims();

    /** In [0, 1), from the mutation's seed. */
    double random();

    /** A UUID of version 4, from the mutation's seed. */
    String uuid();

    default int run(String sql, Object... params) {
        return run(sql, Params.of(params));
    }

    default List<Value> all(String sql, Object... params) {
        return all(sql, Params.of(params));
    }

    default Value get(String sql, Object... params) {
        return get(sql, Params.of(params));
    }

    default RuntimeException reject(String code) {
        return reject(code, null);
    }
}
