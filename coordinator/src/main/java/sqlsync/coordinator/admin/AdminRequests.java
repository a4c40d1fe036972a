package sqlsync.coordinator.admin;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletionException;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import sqlsync.ErrorCode;
import sqlsync.SqlSyncException;
import sqlsync.coordinator.document.Documents;
import sqlsync.coordinator.health.FatalErrors;
import sqlsync.coordinator.limit.ClientAddress;
import sqlsync.coordinator.log.EventLog;
import sqlsync.coordinator.socket.OpenChannels;

/**
 * {@code /admin/…}, for who shows the administrator's secret: {@code Authorization: Bearer …}.
 * Every answer but a document's file is JSON, errors are {@code {"error": {"code", "message"}}}.
 * Every request is logged, without what it carries.
 *
 * <p>A request has a thread of its own, which waits for what other threads do for it.
 */
public final class AdminRequests extends Handler.Abstract {
    /** Null is written, so that every answer of a kind has the same members. */
    private static final Gson JSON = new GsonBuilder().serializeNulls().create();

    private static final int PATH_BEGINNING = 2;

    private final AdminSecret secret;
    private final FatalErrors fatal;
    private final DocumentsRequests documents;
    private final RevokeRequest revoke;

    public AdminRequests(
            AdminSecret secret,
            Documents documents,
            OpenChannels channels,
            Revoker revoker,
            FatalErrors fatal) {
        this.secret = secret;
        this.fatal = fatal;
        this.documents = new DocumentsRequests(documents, channels);
        this.revoke = new RevokeRequest(channels, revoker);
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
        Exchange exchange = new Exchange(request, response);
        try {
            if (!secret.isShown(request.getHeaders().get(HttpHeader.AUTHORIZATION))) {
                response.getHeaders().put(HttpHeader.WWW_AUTHENTICATE, "Bearer");
                throw new AdminException(
                        401,
                        ErrorCode.UNAUTHORIZED.text(),
                        "Show the secret of --admin-token-file: Authorization: Bearer …");
            }
            route(exchange);
        } catch (RuntimeException | IOException problem) {
            if (exchange.isStreaming()) {
                // Half of a file must not be taken for all of it.
                exchange.abort(problem, callback);
                return true;
            }
            refuse(exchange, described(problem));
        }
        exchange.complete(callback);
        log(exchange);
        return true;
    }

    private void route(Exchange exchange) throws IOException {
        List<String> path = path(exchange.request());
        String below = path.size() > 1 ? path.get(1) : "";
        if (path.isEmpty() || !path.get(0).equals("admin")) {
            throw unknownPath();
        } else if (below.equals("documents")) {
            documents.answer(exchange, path.subList(PATH_BEGINNING, path.size()));
        } else if (below.equals("deleted") && path.size() == PATH_BEGINNING) {
            documents.answerDeleted(exchange);
        } else if (below.equals("revoke") && path.size() == PATH_BEGINNING) {
            exchange.allow("POST");
            revoke.answer(exchange);
        } else {
            throw unknownPath();
        }
    }

    static AdminException unknownPath() {
        return new AdminException(
                404, ErrorCode.NOT_FOUND.text(), "There is no such path; see docs/ADMIN.md.");
    }

    /** What lies between slashes, decoded. */
    private static List<String> path(Request request) {
        String path = String.valueOf(request.getHttpURI().getPath());
        try {
            return Arrays.stream(path.split("/"))
                    .skip(1)
                    .map(
                            each ->
                                    URLDecoder.decode(
                                            each.replace("+", "%2B"), StandardCharsets.UTF_8))
                    .toList();
        } catch (IllegalArgumentException malformed) {
            throw AdminException.invalid("The path is not encoded as URLs are.");
        }
    }

    private AdminException described(Exception problem) {
        Throwable cause = problem;
        while (cause instanceof CompletionException && cause.getCause() != null) {
            cause = cause.getCause();
        }
        fatal.check(cause);
        if (cause instanceof AdminException known) {
            return known;
        }
        if (cause instanceof SqlSyncException known) {
            return new AdminException(
                    status(known.code()), known.code().text(), known.getMessage());
        }
        EventLog.atError().setCause(cause).log("problem-of-admin");
        String message = cause instanceof IOException ? cause.getMessage() : null;
        return new AdminException(
                500,
                ErrorCode.COORDINATOR_FAILED.text(),
                message == null ? "The coordinator failed over this; see its log." : message);
    }

    private static int status(ErrorCode code) {
        return switch (code) {
            case NOT_FOUND -> 404;
            case DELETED -> 410;
            case ALREADY_EXISTS, INCOMPATIBLE, SCHEMA_TOO_NEW, REDUCER_MISMATCH -> 409;
            case INVALID_ARGUMENT, UNKNOWN_REDUCER -> 400;
            case TOO_LARGE -> 413;
            case QUOTA_EXCEEDED -> 507;
            case STORAGE_UNAVAILABLE, CLOSED -> 503;
            default -> 500;
        };
    }

    private static void refuse(Exchange exchange, AdminException why) {
        JsonObject error = new JsonObject();
        error.addProperty("code", why.code());
        error.addProperty("message", why.getMessage());
        JsonObject body = new JsonObject();
        body.add("error", error);
        exchange.problem(why.getMessage());
        exchange.answer(why.status(), body);
    }

    private static void log(Exchange exchange) {
        EventLog.atInfo()
                .addKeyValue("method", exchange.request().getMethod())
                .addKeyValue("path", exchange.request().getHttpURI().getPath())
                .addKeyValue("address", exchange.address())
                .addKeyValue("status", exchange.status())
                .addKeyValue("message", exchange.problem)
                .log("admin-request");
    }

    /** One request, and the answer to it. */
    static final class Exchange {
        private final Request request;
        private final Response response;
        private JsonElement answer;
        private int status;
        private String problem;
        private boolean streaming;

        Exchange(Request request, Response response) {
            this.request = request;
            this.response = response;
        }

        Request request() {
            return request;
        }

        Response response() {
            return response;
        }

        String address() {
            return ClientAddress.of(request.getConnectionMetaData().getRemoteSocketAddress());
        }

        /** Refuses what is asked with another method. */
        void allow(String... methods) {
            if (!Arrays.asList(methods).contains(request.getMethod())) {
                response.getHeaders().put(HttpHeader.ALLOW, String.join(", ", methods));
                throw new AdminException(
                        405,
                        ErrorCode.INVALID_ARGUMENT.text(),
                        "This path takes " + String.join(", ", methods) + " only.");
            }
        }

        /** Remembers the answer; it is sent in the end. */
        void answer(int withStatus, JsonElement body) {
            status = withStatus;
            answer = body;
        }

        int status() {
            return status;
        }

        private void problem(String message) {
            problem = message;
        }

        /** Begins an answer that is no JSON, of so many bytes. */
        OutputStream stream(String mediaType, long bytes) {
            status = 200;
            streaming = true;
            response.setStatus(status);
            response.getHeaders().put(HttpHeader.CONTENT_TYPE, mediaType);
            response.getHeaders().put(HttpHeader.CONTENT_LENGTH, bytes);
            return Content.Sink.asOutputStream(response);
        }

        boolean isStreaming() {
            return streaming;
        }

        private void abort(Exception why, Callback callback) {
            problem = "The client did not take all of it: " + why.getMessage();
            callback.failed(why);
            log(this);
        }

        private void complete(Callback callback) {
            if (streaming) {
                callback.succeeded();
                return;
            }
            response.setStatus(status);
            response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/json");
            if (status >= 400) {
                // What is left of a body would be taken for the next request.
                response.getHeaders().put(HttpHeader.CONNECTION, "close");
            }
            Content.Sink.write(response, true, JSON.toJson(answer) + "\n", callback);
        }
    }
}
