package sqlsync.reducerjs;

import java.util.ArrayList;
import java.util.List;
import org.teavm.jso.JSBody;
import org.teavm.jso.JSObject;
import org.teavm.jso.core.JSArray;
import org.teavm.jso.core.JSString;
import sqlsync.application.Params;
import sqlsync.application.StatementFailedException;
import sqlsync.application.Tx;
import sqlsync.application.Value;
import sqlsync.reducer.MutationRejectedException;

/**
 * A {@link Tx} on the one of {@code sqlsync.d.ts}. What that throws, which may be anything, is
 * caught in JavaScript, and thrown again as an exception that reducers in Java can catch.
 */
final class JsTx implements Tx {
    private final JSObject tx;

    /** What a call returned, or what is to be said of what it threw. */
    private interface Answer extends JSObject {}

    JsTx(JSObject tx) {
        this.tx = tx;
    }

    @Override
    public int run(String sql, Params params) {
        return (int) statement("run", sql, params).integer();
    }

    @Override
    public List<Value> all(String sql, Params params) {
        return new ArrayList<>(statement("all", sql, params).items());
    }

    @Override
    public Value get(String sql, Params params) {
        return statement("get", sql, params);
    }

    private Value statement(String method, String sql, Params params) {
        JSArray<JSObject> arguments = new JSArray<>();
        arguments.push(JSString.valueOf(sql));
        arguments.push(JsValues.fromValue(params.values()));
        Answer answer = call(tx, method, arguments);
        String problem = problem(answer);
        if (problem != null) {
            throw new StatementFailedException(problem, resultCode(answer));
        }
        return JsValues.toValue(value(answer));
    }

    /**
     * The transaction remembers it: whatever becomes of the exception, the mutation is rejected.
     */
    @Override
    public RuntimeException reject(String code, String message) {
        JSArray<JSObject> arguments = new JSArray<>();
        arguments.push(JSString.valueOf(String.valueOf(code)));
        if (message != null) {
            arguments.push(JSString.valueOf(message));
        }
        throw new MutationRejectedException(code, problem(call(tx, "reject", arguments)));
    }

    @Override
    public long timestamp() {
        return JsValues.toValue(field(tx, "timestamp")).integer();
    }

    @Override
    public String mutationId() {
        return JsValues.toValue(field(tx, "mutationId")).text();
    }

    @Override
    public String user() {
        Value user = JsValues.toValue(field(tx, "user"));
        return user.isText() ? user.text() : null;
    }

    @Override
    public Value claims() {
        return JsValues.toValue(field(tx, "claims"));
    }

    @Override
    public double random() {
        return ask("random").real();
    }

    @Override
    public String uuid() {
        return ask("uuid").text();
    }

    private Value ask(String method) {
        Answer answer = call(tx, method, new JSArray<>());
        String problem = problem(answer);
        if (problem != null) {
            throw new IllegalStateException(problem);
        }
        return JsValues.toValue(value(answer));
    }

    @JSBody(
            params = {"tx", "method", "arguments_"},
            script =
                    """
                    try { return { value: tx[method].apply(tx, arguments_) }; }
                    catch (e) {
                      const isError = e instanceof Error;
                      return { problem: isError ? e.message || e.name : String(e), code: isError && e.resultCode || 0 };
                    }
                    """)
    private static native Answer call(JSObject tx, String method, JSArray<JSObject> arguments);

    @JSBody(params = "answer", script = "return 'problem' in answer ? answer.problem : null;")
    private static native String problem(Answer answer);

    @JSBody(params = "answer", script = "return answer.code;")
    private static native int resultCode(Answer answer);

    @JSBody(params = "answer", script = "return answer.value;")
    private static native JSObject value(Answer answer);

    @JSBody(
            params = {"tx", "name"},
            script = "return tx[name];")
    private static native JSObject field(JSObject tx, String name);
}
