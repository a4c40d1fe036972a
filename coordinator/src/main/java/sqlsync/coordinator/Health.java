package sqlsync.coordinator;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;
import sqlsync.coordinator.health.HealthCheck;

/**
 * {@code /healthz} answers 200 and "ok" if every important thread answers, else 503 and the names
 * of those that do not: then the process should be restarted. {@code /readyz} answers the same, and
 * 503 with a reason if the process works but should get no requests.
 */
final class Health extends Handler.Abstract.NonBlocking {
    static final Supplier<CompletableFuture<List<String>>> NO_REASONS =
            () -> CompletableFuture.completedFuture(List.of());

    private final HealthCheck check;
    private final Supplier<CompletableFuture<List<String>>> reasonsAgainst;

    /**
     * @param reasonsAgainst why nothing should be sent here, as lines; empty where it may be
     */
    Health(HealthCheck check, Supplier<CompletableFuture<List<String>>> reasonsAgainst) {
        this.check = check;
        this.reasonsAgainst = reasonsAgainst;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        check.check()
                .thenCombine(
                        reasonsAgainst.get(),
                        (silent, reasons) -> {
                            answer(silent, reasons, response, callback);
                            return null;
                        });
        return true;
    }

    private static void answer(
            List<String> silent, List<String> reasons, Response response, Callback callback) {
        StringBuilder text = new StringBuilder();
        silent.forEach(name -> text.append("no answer from ").append(name).append('\n'));
        reasons.forEach(reason -> text.append(reason).append('\n'));
        boolean well = text.isEmpty();
        response.setStatus(well ? HttpStatus.OK_200 : HttpStatus.SERVICE_UNAVAILABLE_503);
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, "text/plain;charset=utf-8");
        response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
        byte[] bytes = (well ? "ok\n" : text.toString()).getBytes(StandardCharsets.UTF_8);
        response.write(true, BufferUtil.toBuffer(bytes), callback);
    }
}
