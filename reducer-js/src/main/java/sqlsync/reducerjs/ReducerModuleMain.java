package sqlsync.reducerjs;

import java.util.ServiceLoader;
import org.teavm.jso.JSBody;
import org.teavm.jso.JSExport;
import org.teavm.jso.JSFunctor;
import org.teavm.jso.JSObject;
import sqlsync.application.JavaReducer;
import sqlsync.application.Value;
import sqlsync.reducer.Reducer;

/**
 * The main class of a module that is compiled by TeaVM. It exports {@code reducer()}, for a module
 * of one line: {@code import { reducer } from "./….js"; export default reducer();}. The reducer is
 * the one that {@code META-INF/services/sqlsync.reducer.Reducer} names, as on the coordinator.
 */
public final class ReducerModuleMain {
    /** The object that is the module's default export. */
    private interface Module extends JSObject {}

    @JSFunctor
    private interface Mutation extends JSObject {
        JSObject run(JSObject tx, JSObject args);
    }

    @JSFunctor
    private interface Migration extends JSObject {
        void run(JSObject tx);
    }

    private ReducerModuleMain() {}

    /** TeaVM wants a main method; there is nothing to do before a page asks. */
    public static void main(String[] arguments) {}

    @JSExport
    public static JSObject reducer() {
        for (Reducer found : ServiceLoader.load(Reducer.class)) {
            return module((JavaReducer) found);
        }
        throw new IllegalStateException(
                "META-INF/services/sqlsync.reducer.Reducer names no reducer.");
    }

    private static Module module(JavaReducer reducer) {
        Module module = newModule(reducer.name());
        for (int version = 0; version < reducer.schemaVersion(); version++) {
            int from = version;
            addMigration(module, tx -> migrate(reducer, from, tx));
        }
        for (String name : reducer.mutationNames()) {
            addMutation(module, name, (tx, args) -> mutate(reducer, name, tx, args));
        }
        return module;
    }

    private static JSObject mutate(JavaReducer reducer, String name, JSObject tx, JSObject args) {
        Value result;
        try {
            result = reducer.mutate(name, new JsTx(tx), JsValues.toValue(args));
        } catch (Throwable thrown) {
            return failed(JavaReducer.messageOf(thrown));
        }
        return JsValues.fromValue(result);
    }

    private static void migrate(JavaReducer reducer, int version, JSObject tx) {
        try {
            reducer.migrate(version, new JsTx(tx));
        } catch (Throwable thrown) {
            failed(JavaReducer.messageOf(thrown));
        }
    }

    /** An error of JavaScript, as the caller of a reducer expects it. */
    @JSBody(params = "message", script = "throw new Error(message);")
    private static native JSObject failed(String message);

    @JSBody(
            params = "name",
            script = "return { name: name, migrations: [], mutations: Object.create(null) };")
    private static native Module newModule(String name);

    @JSBody(
            params = {"module", "migration"},
            script = "module.migrations.push(migration);")
    private static native void addMigration(Module module, Migration migration);

    @JSBody(
            params = {"module", "name", "mutation"},
            script = "module.mutations[name] = mutation;")
    private static native void addMutation(Module module, String name, Mutation mutation);
}
