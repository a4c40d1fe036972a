package sqlsync.coordinator.auth;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;

/**
 * Asks servers that the operator has named. An answer has a limit in time and in size; redirects
 * are not followed. Callbacks run on threads of its own.
 */
final class OperatorHttp {
    private static final int CONNECT_SECONDS_MAX = 5;

    /** From the beginning of a request to the last byte of its answer. */
    private final long answerMillisMax;

    private final int answerBytesMax;
    private final HttpClient client =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .followRedirects(HttpClient.Redirect.NEVER)
                    .connectTimeout(Duration.ofSeconds(CONNECT_SECONDS_MAX))
                    .build();

    OperatorHttp(long answerMillisMax, int answerBytesMax) {
        this.answerMillisMax = answerMillisMax;
        this.answerBytesMax = answerBytesMax;
    }

    /** An answer, whatever its status. */
    record Answer(int status, HttpHeaders headers, byte[] body) {}

    /** Fails with an {@link IOException} or a timeout where there is no whole answer. */
    CompletionStage<Answer> send(HttpRequest request) {
        CompletableFuture<HttpResponse<byte[]>> sent =
                client.sendAsync(request, head -> new LimitedBody(answerBytesMax));
        // A stage of its own: giving up must cancel the request itself.
        CompletableFuture<Answer> answer =
                sent.thenApply(
                        response ->
                                new Answer(
                                        response.statusCode(),
                                        response.headers(),
                                        response.body()));
        return answer.orTimeout(answerMillisMax, TimeUnit.MILLISECONDS)
                .whenComplete(
                        (done, problem) -> {
                            if (problem != null) {
                                sent.cancel(true);
                            }
                        });
    }

    static HttpRequest.Builder request(URI url) {
        return HttpRequest.newBuilder(url).header("Accept", "application/json");
    }

    /** Why there is no answer, for people. */
    static String describe(Throwable problem) {
        Throwable cause = problem;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        String message = cause.getMessage();
        boolean speaks =
                message != null
                        && (cause.getClass() == IOException.class
                                || cause instanceof UnavailableException);
        return speaks
                ? message
                : cause.getClass().getSimpleName() + (message == null ? "" : ": " + message);
    }

    /** Collects a body, and fails where it is longer than it may be. */
    private static final class LimitedBody implements HttpResponse.BodySubscriber<byte[]> {
        private final int bytesMax;
        private final HttpResponse.BodySubscriber<byte[]> all =
                HttpResponse.BodySubscribers.ofByteArray();
        private Flow.Subscription subscription;
        private long bytes;

        LimitedBody(int bytesMax) {
            this.bytesMax = bytesMax;
        }

        @Override
        public CompletionStage<byte[]> getBody() {
            return all.getBody();
        }

        @Override
        public void onSubscribe(Flow.Subscription started) {
            subscription = started;
            all.onSubscribe(started);
        }

        @Override
        public void onNext(List<ByteBuffer> buffers) {
            for (ByteBuffer buffer : buffers) {
                bytes += buffer.remaining();
            }
            if (bytes > bytesMax) {
                subscription.cancel();
                onError(new IOException("the answer has more than " + bytesMax + " bytes"));
            } else {
                all.onNext(buffers);
            }
        }

        @Override
        public void onError(Throwable problem) {
            all.onError(problem);
        }

        @Override
        public void onComplete() {
            all.onComplete();
        }
    }
}
