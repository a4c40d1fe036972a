package sqlsync.coordinator.http;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import sqlsync.coordinator.log.Metrics;

/** {@code /metrics}: numbers about this server, none about any document. */
public final class MetricsPage extends Handler.Abstract.NonBlocking {
    private final Metrics metrics;

    public MetricsPage(Metrics metrics) {
        this.metrics = metrics;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        response.getHeaders()
                .put(HttpHeader.CONTENT_TYPE, "text/plain;version=0.0.4;charset=utf-8");
        response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
        byte[] text = metrics.text().getBytes(StandardCharsets.UTF_8);
        response.write(true, ByteBuffer.wrap(text), callback);
        return true;
    }
}
