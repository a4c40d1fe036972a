package sqlsync.coordinator.http;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import sqlsync.ErrorCode;
import sqlsync.SqlSyncException;

/** What a request is answered with: JSON, once. */
final class JsonAnswer {
    private final Response response;
    private final Callback callback;
    private boolean told;

    JsonAnswer(Response response, Callback callback) {
        this.response = response;
        this.callback = callback;
    }

    void send(JsonElement body) {
        send(200, body);
    }

    /** {@code {"error": {"code", "message", "reason"}}} */
    void fail(SqlSyncException problem) {
        JsonObject error = new JsonObject();
        error.addProperty("code", problem.code().text());
        error.addProperty("message", problem.getMessage());
        if (problem.reason() != null) {
            error.addProperty("reason", problem.reason());
        }
        JsonObject body = new JsonObject();
        body.add("error", error);
        send(status(problem.code()), body);
    }

    private static int status(ErrorCode code) {
        return switch (code) {
            case UNAUTHORIZED -> 401;
            case NOT_FOUND -> 404;
            case MUTATION_REJECTED, REDUCER_MISMATCH, CONFLICTING_OPTIONS, ALREADY_EXISTS -> 409;
            case INVALID_ARGUMENT, SQL_ERROR, READ_ONLY, UNKNOWN_MUTATION, UNKNOWN_REDUCER -> 400;
            case TOO_LARGE -> 413;
            case QUOTA_EXCEEDED -> 507;
            case STORAGE_UNAVAILABLE, STORAGE_FAILED, CLOSED, ABORTED -> 503;
            default -> 500;
        };
    }

    private synchronized void send(int status, JsonElement body) {
        if (told) {
            return;
        }
        told = true;
        response.setStatus(status);
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/json");
        response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
        byte[] bytes = (body + "\n").getBytes(StandardCharsets.UTF_8);
        response.write(true, ByteBuffer.wrap(bytes), callback);
    }
}
