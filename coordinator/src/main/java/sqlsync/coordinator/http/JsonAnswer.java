package sqlsync.coordinator.http;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.IteratingCallback;
import org.eclipse.jetty.util.thread.Scheduler;
import sqlsync.ErrorCode;
import sqlsync.SqlSyncException;
import sqlsync.coordinator.limit.Budget;
import sqlsync.coordinator.limit.CoordinatorLimits;
import sqlsync.coordinator.log.Metrics;

/**
 * The answer to one request: JSON, sent once. A request that nothing else answers gets {@code
 * timeout}. A long answer takes its bytes from a budget until it was read; if it is not read, the
 * connection ends.
 */
final class JsonAnswer {
    /** What is written at once: the system needs memory for as much. */
    private static final int PIECE_BYTES = 64 << 10;

    private final Response response;
    private final Callback callback;
    private final Budget budget;
    private final Metrics metrics;
    private final Scheduler scheduler;
    private final Scheduler.Task deadline;
    private final Runnable endConnection;
    private Object holder = "";
    private volatile boolean bodyUnread;
    private boolean told;

    /**
     * @param budget for answers that are not read yet
     */
    JsonAnswer(
            Request request, Response response, Callback callback, Budget budget, Metrics metrics) {
        this.response = response;
        this.callback = callback;
        this.budget = budget;
        this.metrics = metrics;
        scheduler = request.getComponents().getScheduler();
        deadline =
                scheduler.schedule(
                        this::expire, CoordinatorLimits.ANSWER_MILLIS_MAX, TimeUnit.MILLISECONDS);
        endConnection = request.getConnectionMetaData().getConnection().getEndPoint()::close;
    }

    private void expire() {
        fail(
                new SqlSyncException(
                        ErrorCode.TIMEOUT, "The coordinator found no answer in time. Try again."));
    }

    /** Whose it is; until this is said, nobody's. */
    void belongsTo(Object user) {
        holder = user;
    }

    /**
     * Whether the request has a body that was not read to its end: then the connection can't be
     * used again, and the answer says so.
     */
    void leavesBody(boolean unread) {
        bodyUnread = unread;
    }

    void send(JsonElement body) {
        send(200, body);
    }

    /** {@code {"error": {"code", "message", "reason"}}} */
    void fail(SqlSyncException problem) {
        send(status(problem.code()), error(problem));
    }

    /** As {@link #fail}, of what the one who asks may not do. */
    void forbid(SqlSyncException problem) {
        send(403, error(problem));
    }

    /** Its user sends more requests than he may. */
    void refuseTooMany() {
        send(
                429,
                error(
                        new SqlSyncException(
                                ErrorCode.STORAGE_UNAVAILABLE,
                                "You send too many requests. Try again in a second, or put more"
                                        + " calls into one.")));
    }

    private JsonObject error(SqlSyncException problem) {
        metrics.refusedRequest(problem.code());
        JsonObject error = new JsonObject();
        error.addProperty("code", problem.code().text());
        error.addProperty("message", problem.getMessage());
        if (problem.reason() != null) {
            error.addProperty("reason", problem.reason());
        }
        JsonObject body = new JsonObject();
        body.add("error", error);
        return body;
    }

    private static int status(ErrorCode code) {
        return switch (code) {
            case UNAUTHORIZED -> 401;
            case NOT_FOUND -> 404;
            case DELETED -> 410;
            case MUTATION_REJECTED, REDUCER_MISMATCH, CONFLICTING_OPTIONS, ALREADY_EXISTS -> 409;
            case INVALID_ARGUMENT, SQL_ERROR, READ_ONLY, UNKNOWN_MUTATION, UNKNOWN_REDUCER -> 400;
            case TOO_LARGE -> 413;
            case TIMEOUT -> 422;
            case QUOTA_EXCEEDED -> 507;
            case STORAGE_UNAVAILABLE, STORAGE_FAILED, CLOSED, ABORTED -> 503;
            default -> 500;
        };
    }

    private void send(int status, JsonElement body) {
        prepare(status, body).send();
    }

    /** Makes an answer that is sent later; its bytes are counted from here on. */
    Prepared prepare(JsonElement body) {
        return prepare(200, body);
    }

    /** As {@link #prepare(JsonElement)}, of what {@link #fail} would send. */
    Prepared prepare(SqlSyncException problem) {
        return prepare(status(problem.code()), error(problem));
    }

    private Prepared prepare(int status, JsonElement body) {
        byte[] bytes = (body + "\n").getBytes(StandardCharsets.UTF_8);
        boolean counted = bytes.length > PIECE_BYTES;
        if (counted && !budget.take(holder, bytes.length)) {
            JsonObject full =
                    error(
                            new SqlSyncException(
                                    ErrorCode.STORAGE_UNAVAILABLE,
                                    "Too many answers wait to be read. Read them, or try again."));
            return new Prepared(503, (full + "\n").getBytes(StandardCharsets.UTF_8), 0);
        }
        return new Prepared(status, bytes, counted ? bytes.length : 0);
    }

    /** An answer with its bytes: to be sent or dropped, once. */
    final class Prepared {
        private final int status;
        private final byte[] bytes;
        private final int counted;

        private Prepared(int status, byte[] bytes, int counted) {
            this.status = status;
            this.bytes = bytes;
            this.counted = counted;
        }

        void send() {
            if (first()) {
                deadline.cancel();
                write(status, bytes, counted);
            } else {
                drop();
            }
        }

        void drop() {
            budget.give(holder, counted);
        }
    }

    private synchronized boolean first() {
        boolean first = !told;
        told = true;
        return first;
    }

    private void write(int status, byte[] bytes, int counted) {
        response.setStatus(status);
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/json");
        response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
        response.getHeaders().put(HttpHeader.CONTENT_LENGTH, bytes.length);
        if (bodyUnread) {
            response.getHeaders().put(HttpHeader.CONNECTION, "close");
        }
        new Writing(bytes, counted).iterate();
    }

    /** Writes piece by piece, each when the one before is with the system. */
    private final class Writing extends IteratingCallback {
        private final byte[] bytes;
        private final int counted;
        private final Scheduler.Task readDeadline =
                scheduler.schedule(
                        endConnection,
                        CoordinatorLimits.ANSWER_READ_MILLIS_MAX,
                        TimeUnit.MILLISECONDS);
        private int written;

        Writing(byte[] bytes, int counted) {
            this.bytes = bytes;
            this.counted = counted;
        }

        @Override
        protected Action process() {
            if (written == bytes.length) {
                return Action.SUCCEEDED;
            }
            int length = Math.min(PIECE_BYTES, bytes.length - written);
            ByteBuffer piece = ByteBuffer.wrap(bytes, written, length);
            written += length;
            response.write(written == bytes.length, piece, this);
            return Action.SCHEDULED;
        }

        @Override
        protected void onCompleteSuccess() {
            end();
            callback.succeeded();
        }

        @Override
        protected void onCompleteFailure(Throwable problem) {
            end();
            callback.failed(problem);
        }

        private void end() {
            readDeadline.cancel();
            budget.give(holder, counted);
        }
    }
}
