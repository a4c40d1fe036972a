package sqlsync.coordinator;

import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * The headers that every answer carries.
 *
 * <p>The policy is the strictest that SQLSync runs under: scripts and workers from this origin
 * only, nothing inline, and of the dangerous things just {@code wasm-unsafe-eval}, which compiles
 * WebAssembly and does not allow {@code eval}. To {@code 'self'} belongs this server's own
 * WebSocket, in Chromium and in Firefox.
 */
final class SecurityHeaders extends Handler.Wrapper {
    static final String CONTENT_SECURITY_POLICY =
            "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; "
                    + "connect-src 'self' blob:; img-src 'self' data:; style-src 'self'; "
                    + "object-src 'none'; base-uri 'none'; form-action 'self'; "
                    + "frame-ancestors 'none'";

    SecurityHeaders(Handler handler) {
        super(handler);
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        addTo(response.getHeaders());
        return super.handle(request, response, callback);
    }

    static void addTo(HttpFields.Mutable headers) {
        headers.put("Content-Security-Policy", CONTENT_SECURITY_POLICY);
        headers.put("X-Content-Type-Options", "nosniff");
        headers.put("Referrer-Policy", "same-origin");
    }
}
