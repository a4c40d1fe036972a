package sqlsync.coordinator.http;

import java.io.ByteArrayOutputStream;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.thread.Scheduler;
import sqlsync.ErrorCode;
import sqlsync.SqlSyncException;
import sqlsync.coordinator.limit.Budget;
import sqlsync.coordinator.limit.CoordinatorLimits;

/**
 * Reads the body of a request whose sender is known, without a thread that waits for it. Its bytes
 * come out of a budget as they arrive, and go back when the body was dealt with.
 */
final class RequestBody {
    /**
     * What a body becomes while it is understood, at most, for each of its bytes: an empty array in
     * JSON has three characters, and takes some fifty bytes of memory.
     */
    private static final int PARSED_FACTOR = 20;

    private final Request request;
    private final Budget budget;
    private final Object holder;
    private final Consumer<byte[]> whole;
    private final Consumer<SqlSyncException> problem;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final Scheduler.Task deadline;
    private boolean over;

    /**
     * @param whole is called with all of it
     * @param problem or this, once
     */
    RequestBody(
            Request request,
            Budget budget,
            Object holder,
            Consumer<byte[]> whole,
            Consumer<SqlSyncException> problem) {
        this.request = request;
        this.budget = budget;
        this.holder = holder;
        this.whole = whole;
        this.problem = problem;
        this.deadline =
                request.getComponents()
                        .getScheduler()
                        .schedule(
                                this::expire,
                                CoordinatorLimits.BODY_MILLIS_MAX,
                                TimeUnit.MILLISECONDS);
    }

    void read() {
        if (request.getHeaders().getLongField(HttpHeader.CONTENT_LENGTH)
                > CoordinatorLimits.REQUEST_BODY_BYTES_MAX) {
            fail(tooLong());
            return;
        }
        while (true) {
            Content.Chunk chunk = request.read();
            if (chunk == null) {
                request.demand(this::read);
                return;
            }
            if (Content.Chunk.isFailure(chunk)) {
                fail(JsonValues.invalid("The body can't be read."));
                return;
            }
            boolean last = chunk.isLast();
            SqlSyncException refused = take(chunk);
            chunk.release();
            if (refused != null) {
                fail(refused);
                return;
            }
            if (last) {
                complete();
                return;
            }
        }
    }

    /** Null where the bytes of it were taken. */
    private synchronized SqlSyncException take(Content.Chunk chunk) {
        int more = chunk.remaining();
        if (over) {
            return late();
        }
        if (more > CoordinatorLimits.REQUEST_BODY_BYTES_MAX - bytes.size()) {
            return tooLong();
        }
        if (!budget.take(holder, more)) {
            return noRoom();
        }
        bytes.writeBytes(BufferUtil.toArray(chunk.getByteBuffer()));
        return null;
    }

    private void complete() {
        long parsed;
        synchronized (this) {
            if (over) {
                return;
            }
            parsed = (long) PARSED_FACTOR * bytes.size();
            if (budget.take(holder, parsed)) {
                over = true;
            } else {
                parsed = -1;
            }
        }
        if (parsed < 0) {
            fail(noRoom());
            return;
        }
        deadline.cancel();
        try {
            whole.accept(bytes.toByteArray());
        } finally {
            budget.give(holder, parsed + bytes.size());
        }
    }

    private void expire() {
        fail(late());
    }

    private void fail(SqlSyncException why) {
        synchronized (this) {
            if (over) {
                return;
            }
            over = true;
            budget.give(holder, bytes.size());
        }
        deadline.cancel();
        problem.accept(why);
    }

    private static SqlSyncException tooLong() {
        return new SqlSyncException(
                ErrorCode.TOO_LARGE,
                "The body has more than "
                        + CoordinatorLimits.REQUEST_BODY_BYTES_MAX
                        + " bytes; send several mutations.");
    }

    private static SqlSyncException noRoom() {
        return new SqlSyncException(
                ErrorCode.STORAGE_UNAVAILABLE,
                "The coordinator has no room for the request just now. Try again.");
    }

    private static SqlSyncException late() {
        return new SqlSyncException(ErrorCode.TIMEOUT, "The body did not come in time.");
    }
}
