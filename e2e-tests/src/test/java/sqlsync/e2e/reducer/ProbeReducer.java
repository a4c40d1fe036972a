package sqlsync.e2e.reducer;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import sqlsync.application.JavaReducer;
import sqlsync.application.Params;
import sqlsync.application.StatementFailedException;
import sqlsync.application.Tx;
import sqlsync.application.Value;
import sqlsync.reducer.MutationRejectedException;

/** The twin of {@code probe.js}: everything that a reducer can do, and what can go wrong in one. */
public final class ProbeReducer extends JavaReducer {
    private Tx kept;

    public ProbeReducer() {
        super("probe");
        migration("CREATE TABLE t (a)");
        migration(tx -> tx.run("CREATE TABLE once (a TEXT NOT NULL UNIQUE) STRICT"));
        mutation("add", (tx, args) -> add(tx, args.get("value")));
        mutation("reject", this::reject);
        mutation("rejectWithoutMessage", (tx, args) -> tx.reject("no"));
        mutation("rejectQuietly", this::rejectQuietly);
        mutation("throwing", this::throwing);
        mutationReturning("catching", this::catching);
        mutationReturning("run", (tx, args) -> tx.run(sql(args), params(args)));
        mutationReturning("all", (tx, args) -> tx.all(sql(args), params(args)));
        mutationReturning("get", (tx, args) -> tx.get(sql(args), params(args)));
        mutationReturning("echo", (tx, args) -> args);
        mutationReturning("context", this::context);
        mutationReturning("chance", (tx, args) -> List.of(tx.random(), tx.random()));
        mutationReturning("next", (tx, args) -> args.get("value").integer() + 1);
        mutationReturning("notANumber", (tx, args) -> Map.of("items", List.of(1, Double.NaN)));
        mutation("keep", (tx, args) -> kept = tx);
        mutation("useKept", this::useKept);
    }

    private static void add(Tx tx, Object value) {
        tx.run("INSERT INTO t (a) VALUES (?)", value);
    }

    private static String sql(Value args) {
        return args.get("sql").text();
    }

    private static Params params(Value args) {
        return Params.from(args.get("params"));
    }

    private void reject(Tx tx, Value args) {
        add(tx, "not kept");
        throw tx.reject(args.get("code").text(), args.get("message").text());
    }

    private void rejectQuietly(Tx tx, Value args) {
        add(tx, "not kept");
        try {
            throw tx.reject("first", "The first one counts.");
        } catch (MutationRejectedException caught) {
            throw tx.reject("second", "And not the second.");
        }
    }

    private void throwing(Tx tx, Value args) {
        add(tx, "not kept");
        throw new IllegalStateException(args.get("message").text());
    }

    private Object catching(Tx tx, Value args) {
        add(tx, "kept");
        try {
            tx.run(sql(args));
        } catch (StatementFailedException failed) {
            add(tx, failed.getMessage());
            return failed.getMessage();
        }
        return Value.UNDEFINED;
    }

    private Object context(Tx tx, Value args) {
        return Arrays.asList(tx.timestamp(), tx.user(), tx.uuid(), tx.uuid());
    }

    private void useKept(Tx tx, Value args) {
        switch (args.get("how").text()) {
            case "run" -> add(kept, "never");
            case "uuid" -> kept.uuid();
            default -> throw kept.reject("no", "It is over.");
        }
    }
}
