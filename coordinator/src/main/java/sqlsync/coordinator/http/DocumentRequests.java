package sqlsync.coordinator.http;

import com.google.gson.JsonElement;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
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
import sqlsync.coordinator.auth.Identity;
import sqlsync.coordinator.auth.Origins;
import sqlsync.coordinator.auth.Refusals;
import sqlsync.coordinator.auth.RefusedException;
import sqlsync.coordinator.auth.Right;
import sqlsync.coordinator.document.Documents;
import sqlsync.coordinator.health.FatalErrors;
import sqlsync.coordinator.limit.Quotas;
import sqlsync.coordinator.log.EventLog;
import sqlsync.coordinator.log.Metrics;

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
    private final Metrics metrics;

    public DocumentRequests(
            Documents documents,
            AccessControl accessControl,
            Origins origins,
            Quotas quotas,
            FatalErrors fatal,
            Metrics metrics) {
        this.quotas = quotas;
        this.fatal = fatal;
        this.metrics = metrics;
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
            metrics.refusedConnection("origin");
            Response.writeError(request, response, callback, HttpStatus.FORBIDDEN_403);
            return true;
        }
        JsonAnswer answer = new JsonAnswer(request, response, callback, quotas.answers, metrics);
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
                Right.WRITE);
    }

    private void mutate(Identity who, String id, byte[] bytes, JsonAnswer answer) {
        answer.leavesBody(false);
        MutationBody body = MutationBody.parse(bytes);
        new MutationUse(documents, id, body, who, answer, metrics).start();
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
                Right.READ);
    }

    private interface Admitted {
        void go(Identity who);
    }

    private void admit(Request request, String id, JsonAnswer answer, Admitted next, Right wanted) {
        String header = request.getHeaders().get(HttpHeader.AUTHORIZATION);
        boolean bears = header != null && header.regionMatches(true, 0, BEARER, 0, BEARER.length());
        String token = bears ? header.substring(BEARER.length()).trim() : null;
        accessControl
                .admit(token, id, wanted)
                .whenComplete(
                        (admission, problem) -> {
                            if (problem != null) {
                                fatal.check(Refusals.cause(problem));
                                answer.fail(Refusals.log(problem, id, address(request)));
                                return;
                            }
                            answer.belongsTo(Quotas.holder(admission.who().user()));
                            KnownConnections.isKnown(request);
                            Object holder = Quotas.holder(admission.who().user());
                            if (!quotas.userRequests.allows(holder)) {
                                answer.refuseTooMany();
                            } else if (admission.grant().right().includes(wanted)) {
                                attempt(answer, () -> next.go(admission.who()));
                            } else {
                                answer.forbid(readOnly(admission.who(), id, address(request)));
                            }
                        });
    }

    private String address(Request request) {
        return quotas.address(
                request.getHeaders(), request.getConnectionMetaData().getRemoteSocketAddress());
    }

    private static SqlSyncException readOnly(Identity who, String id, String address) {
        RefusedException refused =
                new RefusedException("You may only read this document.", who.user(), null);
        Refusals.log(refused, id, address);
        return new SqlSyncException(ErrorCode.READ_ONLY, refused.getMessage());
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
