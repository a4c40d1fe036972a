package sqlsync.worker.reducer;

import java.util.ArrayList;
import java.util.List;
import org.teavm.jso.JSBody;
import org.teavm.jso.JSBodyImport;
import org.teavm.jso.JSObject;
import org.teavm.jso.core.JSArray;
import org.teavm.jso.core.JSString;
import sqlsync.ThrownError;
import sqlsync.reducer.MutationRejectedException;
import sqlsync.reducer.Reducer;
import sqlsync.reducer.Transaction;

/**
 * A reducer module. Everything that a reducer throws is caught in JavaScript, since it may throw
 * any value, and Java catches errors only.
 */
public final class JsReducer implements Reducer {
    private final String url;
    private final JSObject reducer;
    private final String name;
    private final int schemaVersion;
    private final List<String> mutationNames = new ArrayList<>();

    /** How a mutation or migration ended. */
    private interface Ending extends JSObject {}

    JsReducer(String url, JSObject reducer) {
        this.url = url;
        this.reducer = reducer;
        this.name = name(reducer);
        this.schemaVersion = migrations(reducer);
        JSArray<JSString> names = mutationNames(reducer);
        for (int i = 0; i < names.getLength(); i++) {
            mutationNames.add(names.get(i).stringValue());
        }
    }

    /** Where it was loaded from. */
    public String url() {
        return url;
    }

    /** Whether it is this very object. */
    boolean isMadeOf(JSObject other) {
        return same(reducer, other);
    }

    @JSBody(
            params = {"one", "other"},
            script = "return one === other;")
    private static native boolean same(JSObject one, JSObject other);

    @Override
    public String name() {
        return name;
    }

    @Override
    public int schemaVersion() {
        return schemaVersion;
    }

    @Override
    public String migrationText(int version) {
        return migrationText(reducer, version);
    }

    @Override
    public List<String> mutationNames() {
        return mutationNames;
    }

    @Override
    public String apply(String mutation, String arguments, Transaction transaction) {
        JsTransaction tx = new JsTransaction(transaction);
        return result(runMutation(reducer, mutation, arguments, tx.object(), tx.random()));
    }

    @Override
    public void migrate(int version, Transaction transaction) {
        JsTransaction tx = new JsTransaction(transaction);
        result(runMigration(reducer, version, tx.object(), tx.random()));
    }

    private static String result(Ending ending) {
        String reason = reason(ending);
        if (reason != null) {
            ThrownError thrown =
                    hasThrown(ending)
                            ? new ThrownError(
                                    thrown(ending, "name"),
                                    thrown(ending, "message"),
                                    thrown(ending, "stack"))
                            : null;
            throw new MutationRejectedException(reason, message(ending), thrown);
        }
        return text(ending);
    }

    @JSBody(params = "reducer", script = "return reducer.name;")
    private static native String name(JSObject reducer);

    @JSBody(params = "reducer", script = "return reducer.migrations.length;")
    private static native int migrations(JSObject reducer);

    @JSBody(
            params = {"reducer", "version"},
            script = "return reducers.migrationText(reducer, version);",
            imports = @JSBodyImport(alias = "reducers", fromModule = "#shared/reducers.js"))
    private static native String migrationText(JSObject reducer, int version);

    @JSBody(params = "ending", script = "return 'reason' in ending ? ending.reason : null;")
    private static native String reason(Ending ending);

    @JSBody(params = "ending", script = "return ending.message;")
    private static native String message(Ending ending);

    @JSBody(params = "ending", script = "return ending.thrown != null;")
    private static native boolean hasThrown(Ending ending);

    @JSBody(
            params = {"ending", "part"},
            script = "return ending.thrown[part];")
    private static native String thrown(Ending ending, String part);

    @JSBody(params = "ending", script = "return ending.text;")
    private static native String text(Ending ending);

    @JSBody(
            params = "reducer",
            script = "return reducers.mutationNames(reducer);",
            imports = @JSBodyImport(alias = "reducers", fromModule = "#shared/reducers.js"))
    private static native JSArray<JSString> mutationNames(JSObject reducer);

    @JSBody(
            params = {"reducer", "mutation", "args", "tx", "random"},
            script = "return reducers.runMutation(reducer, mutation, args, tx, random);",
            imports = @JSBodyImport(alias = "reducers", fromModule = "#shared/reducers.js"))
    private static native Ending runMutation(
            JSObject reducer,
            String mutation,
            String args,
            JSObject tx,
            JsTransaction.Random random);

    @JSBody(
            params = {"reducer", "version", "tx", "random"},
            script = "return reducers.runMigration(reducer, version, tx, random);",
            imports = @JSBodyImport(alias = "reducers", fromModule = "#shared/reducers.js"))
    private static native Ending runMigration(
            JSObject reducer, int version, JSObject tx, JsTransaction.Random random);
}
