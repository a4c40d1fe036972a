package sqlsync.coordinator.http;

import com.google.gson.JsonElement;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.util.concurrent.CompletionException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.Fields;
import sqlsync.ErrorCode;
import sqlsync.Limits;
import sqlsync.SqlSyncException;
import sqlsync.coordinator.auth.AccessControl;
import sqlsync.coordinator.auth.Authorizer.Access;
import sqlsync.coordinator.auth.Identity;
import sqlsync.coordinator.auth.Origins;
import sqlsync.coordinator.auth.RefusedException;
import sqlsync.coordinator.document.Documents;
import sqlsync.coordinator.health.FatalErrors;
import sqlsync.coordinator.limit.Quotas;
import sqlsync.coordinator.log.EventLog;

/**
 * {@code POST /documents/{id}/mutations} and {@code GET /documents/{id}/query}, for programs that
 * are no browsers. Who asks shows a token: {@code Authorization: Bearer …}.
 */
public final class DocumentRequests extends Handler.Abstract.NonBlocking {
    private static final Pattern PATH = Pattern.compile("/documents/([^/]+)/(mutations|query)");
    private static final String BEARER = "Bearer ";

    private final Documents documents;
    private final AccessControl accessControl;
    private final Origins origins;
    private final Quotas quotas;
    private final FatalErrors fatal;

    public DocumentRequests(
            Documents documents,
            AccessControl accessControl,
            Origins origins,
            Quotas quotas,
            FatalErrors fatal) {
        this.quotas = quotas;
        this.fatal = fatal;
        this.documents = documents;
        this.accessControl = accessControl;
        this.origins = origins;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        Matcher path = PATH.matcher(String.valueOf(request.getHttpURI().getDecodedPath()));
        boolean posts = path.matches() && path.group(2).equals("mutations");
        String method = posts ? HttpMethod.POST.asString() : HttpMethod.GET.asString();
        if (!path.matches()) {
            Response.writeError(request, response, callback, HttpStatus.NOT_FOUND_404);
            return true;
        }
        if (!method.equals(request.getMethod())) {
            response.getHeaders().put(HttpHeader.ALLOW, method);
            Response.writeError(request, response, callback, HttpStatus.METHOD_NOT_ALLOWED_405);
            return true;
        }
        String origin = request.getHeaders().get(HttpHeader.ORIGIN);
        if (!origins.allows(origin, request.getHeaders().get(HttpHeader.HOST))) {
            Response.writeError(request, response, callback, HttpStatus.FORBIDDEN_403);
            return true;
        }
        JsonAnswer answer = new JsonAnswer(request, response, callback, quotas.answers);
        if (path.group(1).length() > Limits.DOCUMENT_ID_CHARS_MAX) {
            answer.leavesBody(posts);
            answer.fail(
                    new SqlSyncException(
                            ErrorCode.NOT_FOUND,
                            "A document's id has 1 to "
                                    + Limits.DOCUMENT_ID_CHARS_MAX
                                    + " characters; this one has "
                                    + path.group(1).length()
                                    + "."));
        } else if (posts) {
            mutate(request, path.group(1), answer);
        } else {
            query(request, path.group(1), answer);
        }
        return true;
    }

    /** Nothing of the body is read before it is known whose it is. */
    private void mutate(Request request, String id, JsonAnswer answer) {
        answer.leavesBody(true);
        admit(
                request,
                id,
                answer,
                who ->
                        new RequestBody(
                                        request,
                                        quotas.incoming,
                                        Quotas.holder(who.user()),
                                        bytes ->
                                                attempt(
                                                        answer,
                                                        () -> mutate(who, id, bytes, answer)),
                                        answer::fail)
                                .read(),
                Access.WRITE);
    }

    private void mutate(Identity who, String id, byte[] bytes, JsonAnswer answer) {
        answer.leavesBody(false);
        MutationBody body = MutationBody.parse(bytes);
        if (!body.create()) {
            new MutationUse(documents, id, body, who.user(), answer).start();
            return;
        }
        accessControl
                .mayCreate(who, id)
                .whenComplete(
                        (may, problem) -> {
                            if (problem == null && may) {
                                attempt(
                                        answer,
                                        () ->
                                                new MutationUse(
                                                                documents,
                                                                id,
                                                                body,
                                                                who.user(),
                                                                answer)
                                                        .start());
                            } else {
                                answer.fail(refusal(problem == null ? forbidden() : problem));
                            }
                        });
    }

    private static RefusedException forbidden() {
        return new RefusedException("The token does not allow to make this document.");
    }

    private void query(Request request, String id, JsonAnswer answer) {
        Fields fields = Request.extractQueryParameters(request);
        String sql = fields.getValue("sql");
        if (sql == null) {
            answer.fail(JsonValues.invalid("The query has no sql."));
            return;
        }
        JsonElement params;
        try {
            String text = fields.getValue("params");
            params = text == null ? null : JsonParser.parseString(text);
        } catch (JsonParseException malformed) {
            answer.fail(JsonValues.invalid("The params are not JSON."));
            return;
        }
        admit(
                request,
                id,
                answer,
                who ->
                        documents.use(
                                id,
                                new Documents.Want(null, false),
                                new QueryUse(
                                        documents.longQueries(),
                                        id,
                                        Quotas.holder(who.user()),
                                        sql,
                                        params,
                                        answer)),
                Access.READ);
    }

    private interface Admitted {
        void go(Identity who);
    }

    private void admit(
            Request request, String id, JsonAnswer answer, Admitted next, Access... accesses) {
        String header = request.getHeaders().get(HttpHeader.AUTHORIZATION);
        boolean bears = header != null && header.regionMatches(true, 0, BEARER, 0, BEARER.length());
        String token = bears ? header.substring(BEARER.length()).trim() : null;
        accessControl
                .admit(token, id, accesses)
                .whenComplete(
                        (who, problem) -> {
                            if (problem == null) {
                                answer.belongsTo(Quotas.holder(who.user()));
                                KnownConnections.isKnown(request);
                                attempt(answer, () -> next.go(who));
                            } else {
                                answer.fail(refusal(problem));
                            }
                        });
    }

    private SqlSyncException refusal(Throwable problem) {
        Throwable cause = problem instanceof CompletionException ? problem.getCause() : problem;
        if (!(cause instanceof RefusedException)) {
            fatal.check(cause);
            EventLog.atError().setCause(cause).log("authentication-failed");
        }
        return cause instanceof RefusedException
                ? new SqlSyncException(ErrorCode.UNAUTHORIZED, cause.getMessage())
                : new SqlSyncException(
                        ErrorCode.STORAGE_UNAVAILABLE, "Who you are could not be found out.");
    }

    /** Whatever happens, the request is answered. */
    private void attempt(JsonAnswer answer, Runnable work) {
        try {
            work.run();
        } catch (SqlSyncException problem) {
            answer.fail(problem);
        } catch (RuntimeException | Error problem) {
            fatal.check(problem);
            EventLog.atError().setCause(problem).log("problem-of-a-request");
            answer.fail(
                    new SqlSyncException(
                            ErrorCode.COORDINATOR_FAILED, "The coordinator failed over this."));
        }
    }
}
