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
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.Fields;
import org.eclipse.jetty.util.Promise;
import sqlsync.ErrorCode;
import sqlsync.SqlSyncException;
import sqlsync.coordinator.CoordinatorLimits;
import sqlsync.coordinator.auth.Authorizer.Access;
import sqlsync.coordinator.auth.Doorman;
import sqlsync.coordinator.auth.Identity;
import sqlsync.coordinator.auth.Origins;
import sqlsync.coordinator.auth.RefusedException;
import sqlsync.coordinator.document.Documents;
import sqlsync.journal.JournalLimits;

/**
 * {@code POST /documents/{id}/mutations} and {@code GET /documents/{id}/query}, for programs that
 * are no browsers. Who asks shows a token: {@code Authorization: Bearer …}.
 */
public final class DocumentRequests extends Handler.Abstract.NonBlocking {
    private static final Pattern PATH = Pattern.compile("/documents/([^/]+)/(mutations|query)");
    private static final String BEARER = "Bearer ";

    private final Documents documents;
    private final Doorman doorman;
    private final Origins origins;

    public DocumentRequests(Documents documents, Doorman doorman, Origins origins) {
        this.documents = documents;
        this.doorman = doorman;
        this.origins = origins;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        Matcher path = PATH.matcher(String.valueOf(request.getHttpURI().getDecodedPath()));
        boolean posts = path.matches() && path.group(2).equals("mutations");
        String method = posts ? HttpMethod.POST.asString() : HttpMethod.GET.asString();
        if (!path.matches() || path.group(1).length() > JournalLimits.DOCUMENT_ID_CHARS_MAX) {
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
        JsonAnswer answer = new JsonAnswer(response, callback);
        if (posts) {
            mutate(request, path.group(1), answer);
        } else {
            query(request, path.group(1), answer);
        }
        return true;
    }

    private void mutate(Request request, String id, JsonAnswer answer) {
        Content.Source.asByteArrayAsync(
                request,
                CoordinatorLimits.REQUEST_BODY_BYTES_MAX,
                new Promise.Invocable.NonBlocking<>() {
                    @Override
                    public void succeeded(byte[] bytes) {
                        attempt(answer, () -> mutate(request, id, bytes, answer));
                    }

                    @Override
                    public void failed(Throwable problem) {
                        answer.fail(
                                request.getLength() > CoordinatorLimits.REQUEST_BODY_BYTES_MAX
                                                || problem instanceof IllegalStateException
                                        ? new SqlSyncException(
                                                ErrorCode.TOO_LARGE,
                                                "The body has more than "
                                                        + CoordinatorLimits.REQUEST_BODY_BYTES_MAX
                                                        + " bytes, which is the limit.")
                                        : JsonValues.invalid("The body cannot be read."));
                    }
                });
    }

    private void mutate(Request request, String id, byte[] bytes, JsonAnswer answer) {
        MutationBody body = MutationBody.parse(bytes);
        Access[] accesses =
                body.create()
                        ? new Access[] {Access.WRITE, Access.CREATE}
                        : new Access[] {Access.WRITE};
        admit(
                request,
                id,
                answer,
                who -> new MutationUse(documents, id, body, who.user(), answer).start(),
                accesses);
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
                                new QueryUse(sql, params, answer)),
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
        doorman.admit(token, id, accesses)
                .whenComplete(
                        (who, problem) -> {
                            if (problem == null) {
                                attempt(answer, () -> next.go(who));
                            } else {
                                answer.fail(refusal(problem));
                            }
                        });
    }

    private static SqlSyncException refusal(Throwable problem) {
        Throwable cause = problem instanceof CompletionException ? problem.getCause() : problem;
        return cause instanceof RefusedException
                ? new SqlSyncException(ErrorCode.UNAUTHORIZED, cause.getMessage())
                : new SqlSyncException(
                        ErrorCode.STORAGE_UNAVAILABLE, "Who you are could not be found out.");
    }

    private static void attempt(JsonAnswer answer, Runnable work) {
        try {
            work.run();
        } catch (SqlSyncException problem) {
            answer.fail(problem);
        }
    }
}
