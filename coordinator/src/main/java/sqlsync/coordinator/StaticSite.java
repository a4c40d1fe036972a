package sqlsync.coordinator;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;
import org.eclipse.jetty.compression.gzip.GzipCompression;
import org.eclipse.jetty.compression.server.CompressionConfig;
import org.eclipse.jetty.compression.server.CompressionHandler;
import org.eclipse.jetty.http.CompressedContentFormat;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.http.MimeTypes;
import org.eclipse.jetty.http.content.HttpContent;
import org.eclipse.jetty.http.content.PreCompressedHttpContentFactory;
import org.eclipse.jetty.http.content.ResourceHttpContentFactory;
import org.eclipse.jetty.io.ByteBufferPool;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ContextHandler;
import org.eclipse.jetty.server.handler.ResourceHandler;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.resource.ResourceFactory;

/**
 * The files of one directory, and nothing outside it: neither by {@code ..} nor by a symbolic link.
 * Directories are not listed, and files whose name, or whose directory's name, begins with a dot
 * are not there, but for {@code /.well-known/}. A browser may keep a file but asks each time
 * whether it is still the same ({@code ETag}), so a new version of an application is never mixed
 * with an old one; only a file whose name has a hash of its content is kept without asking. Text is
 * compressed with gzip; a file {@code NAME.br} or {@code NAME.gz} beside one is sent in its place.
 */
final class StaticSite {
    /** What browsers insist on, or what the server would otherwise guess wrongly, by extension. */
    private static final Map<String, String> TYPES =
            Map.of(
                    "html", "text/html;charset=utf-8",
                    "css", "text/css;charset=utf-8",
                    "js", "text/javascript;charset=utf-8",
                    "mjs", "text/javascript;charset=utf-8",
                    "ts", "text/plain;charset=utf-8",
                    "json", "application/json",
                    "map", "application/json",
                    "webmanifest", "application/manifest+json",
                    "wasm", "application/wasm",
                    "svg", "image/svg+xml");

    /**
     * Names that bundlers make of a hash: 8 letters and digits in which there are small, capital
     * and a digit (Vite, Rollup), or 16 to 64 hexadecimal digits (webpack); and folders that hold
     * no other files (SvelteKit, Next). Where a hash is not seen as one, the browser asks.
     */
    private static final Pattern HASHED =
            Pattern.compile(
                    "/(_app/immutable|_next/static)/.*|"
                            + ".*[-.]((?=\\w*[a-z])(?=\\w*[A-Z])(?=\\w*[0-9])\\w{8}|[0-9a-f]{16,64})"
                            + "(\\.[a-z]\\w*)+");

    private static final String UNTIL_HASH_CHANGES = "public, max-age=31536000, immutable";

    private StaticSite() {}

    static Handler of(Path directory) throws IOException {
        ResourceHandler files = new UncachedFiles();
        files.setDirAllowed(false);
        files.setWelcomeFiles("index.html");
        files.setEtags(true);
        files.setCacheControl("no-cache");
        files.setPrecompressedFormats(CompressedContentFormat.BR, CompressedContentFormat.GZIP);
        files.setHandler(new NoSuchFile());
        ContextHandler context = new ContextHandler(compressed(files), "/");
        // Without exceptions the context refuses each path that leads to a file by another name.
        context.clearAliasChecks();
        TYPES.forEach(context.getMimeTypes()::addMimeMapping);
        context.setBaseResource(ResourceFactory.of(context).newResource(directory.toRealPath()));
        return new NoDotFiles(context);
    }

    private static Handler compressed(Handler files) {
        CompressionConfig.Builder config =
                CompressionConfig.builder()
                        .decompressExcludePath("/*")
                        .compressIncludeMethod("GET");
        TYPES.values().stream()
                .map(MimeTypes::getContentTypeWithoutCharset)
                .distinct()
                .forEach(config::compressIncludeMimeType);
        CompressionHandler handler = new CompressionHandler(files);
        handler.putCompression(new GzipCompression());
        handler.putConfiguration("/*", config.build());
        return handler;
    }

    /** What begins with a dot is for tools, and often secret. */
    private static final class NoDotFiles extends Handler.Wrapper {
        private static final String WELL_KNOWN = "/.well-known/";

        NoDotFiles(Handler handler) {
            super(handler);
        }

        @Override
        public boolean handle(Request request, Response response, Callback callback)
                throws Exception {
            String path = String.valueOf(request.getHttpURI().getDecodedPath());
            String beyond =
                    path.startsWith(WELL_KNOWN) ? path.substring(WELL_KNOWN.length() - 1) : path;
            if (beyond.contains("/.") || beyond.contains("\\.")) {
                Response.writeError(request, response, callback, HttpStatus.NOT_FOUND_404);
                return true;
            }
            return super.handle(request, response, callback);
        }
    }

    /** Looks at the file each time; the usual cache would hand out an old one for a second. */
    private static final class UncachedFiles extends ResourceHandler {
        @Override
        public boolean handle(Request request, Response response, Callback callback)
                throws Exception {
            if (HASHED.matcher(Request.getPathInContext(request)).matches()) {
                response.getHeaders().put(HttpHeader.CACHE_CONTROL, UNTIL_HASH_CHANGES);
            }
            return super.handle(request, response, callback);
        }

        @Override
        protected HttpContent.Factory newHttpContentFactory(ByteBufferPool.Sized buffers) {
            return new PreCompressedHttpContentFactory(
                    new ResourceHttpContentFactory(getBaseResource(), getMimeTypes(), buffers),
                    getPrecompressedFormats());
        }
    }

    /** What the files leave over: other methods, and names that are not there. */
    private static final class NoSuchFile extends Handler.Abstract.NonBlocking {
        @Override
        public boolean handle(Request request, Response response, Callback callback) {
            response.getHeaders().remove(HttpHeader.CACHE_CONTROL);
            boolean reads =
                    HttpMethod.GET.is(request.getMethod())
                            || HttpMethod.HEAD.is(request.getMethod());
            if (!reads) {
                response.getHeaders().put(HttpHeader.ALLOW, "GET, HEAD");
            }
            Response.writeError(
                    request,
                    response,
                    callback,
                    reads ? HttpStatus.NOT_FOUND_404 : HttpStatus.METHOD_NOT_ALLOWED_405);
            return true;
        }
    }
}
