package sqlsync.coordinator;

import java.nio.charset.StandardCharsets;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;
import sqlsync.coordinator.auth.HostNames;
import sqlsync.coordinator.log.EventLog;
import sqlsync.coordinator.log.Metrics;
import sqlsync.coordinator.socket.Sockets;

/** Refuses requests that address this server by a foreign host name, if no token is required. */
final class HostCheck extends Handler.Wrapper {
    private static final String DOCUMENTS = "/documents/";
    private static final String ADVICE =
            "421 Misdirected Request: this server is addressed by a name that it does not know."
                    + " Start it with --public-url and that name.\n";

    private final HostNames names;
    private final boolean tokens;
    private final Metrics metrics;

    /**
     * @param tokens whether documents are shown to who has a token only
     */
    HostCheck(Handler handler, HostNames names, boolean tokens, Metrics metrics) {
        super(handler);
        this.names = names;
        this.tokens = tokens;
        this.metrics = metrics;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        String path = String.valueOf(request.getHttpURI().getCanonicalPath());
        boolean asksForToken = tokens && (path.equals(Sockets.PATH) || path.startsWith(DOCUMENTS));
        String host = Request.getServerName(request);
        String header = request.getHeaders().get(HttpHeader.HOST);
        boolean named = header != null || request.getHttpURI().getHost() != null;
        if (asksForToken || names.isOurs(named ? host : null)) {
            return super.handle(request, response, callback);
        }
        metrics.refusedConnection("host");
        EventLog.atInfo().addKeyValue("host", host).log("host-refused");
        response.setStatus(HttpStatus.MISDIRECTED_REQUEST_421);
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, "text/plain;charset=utf-8");
        response.write(
                true, BufferUtil.toBuffer(ADVICE.getBytes(StandardCharsets.US_ASCII)), callback);
        return true;
    }
}
