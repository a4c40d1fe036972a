package sqlsync.coordinator;

import java.nio.charset.StandardCharsets;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;
import sqlsync.coordinator.document.OpeningFailures;

/**
 * {@code /readyz}: 200 and "ready"; 503 while a document can't be opened through a fault of this
 * side, with their number. Which and why is in the log: nobody who asks here has shown a token.
 */
final class Readiness extends Handler.Abstract.NonBlocking {
    private final OpeningFailures failures;

    Readiness(OpeningFailures failures) {
        this.failures = failures;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        int failing = failures.all().size();
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, "text/plain;charset=utf-8");
        response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
        if (failing > 0) {
            response.setStatus(HttpStatus.SERVICE_UNAVAILABLE_503);
        }
        String text =
                failing == 0
                        ? "ready\n"
                        : failing
                                + " document(s) can't be opened: see document-failed in the log.\n";
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        response.write(true, BufferUtil.toBuffer(bytes), callback);
        return true;
    }
}
