package sqlsync.coordinator.auth;

import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import sqlsync.platform.Clock;

/**
 * Asks the application's own server: {@code POST} of {@code {"user", "document", "access"}}, where
 * {@code access} is {@code read} or {@code write}. The answer is {@code {"access": "none" | "read"
 * | "write"}} with status 200, and counts for as long as its {@code Cache-Control: max-age} says.
 * Whatever else comes, or nothing, fails with {@link UnavailableException}: nobody is let in.
 *
 * <p>Questions for the same user and document at the same time are asked once.
 */
public final class ServerAuthorizer implements Authorizer {
    static final long ANSWER_MILLIS_MAX = 5_000;
    static final int ANSWER_BYTES_MAX = 16 << 10;

    /** An answer counts for at least so long, whatever it says: one connection asks no more. */
    static final long KEPT_MILLIS_MIN = 1_000;

    /** An answer that says nothing of it counts for so long. */
    static final long KEPT_MILLIS_DEFAULT = 10_000;

    static final long KEPT_MILLIS_MAX = 3_600_000;

    private static final int ANSWERS_KEPT_MAX = 20_000;
    private static final int QUESTIONS_MAX = 500;
    private static final Pattern MAX_AGE = Pattern.compile("max-age *= *\"?([0-9]{1,9})");

    private record Question(String user, String documentId) {
        boolean concerns(String ofUser, String ofDocument) {
            return (ofUser == null || ofUser.equals(user))
                    && (ofDocument == null || ofDocument.equals(documentId));
        }
    }

    private final URI url;
    private final Clock clock;
    private final OperatorHttp http = new OperatorHttp(ANSWER_MILLIS_MAX, ANSWER_BYTES_MAX);
    private final Map<Question, CompletableFuture<Grant>> asked = new HashMap<>();
    private final Map<Question, Grant> kept =
            new LinkedHashMap<>(16, 0.75f, true) {
                @Override
                protected boolean removeEldestEntry(Map.Entry<Question, Grant> eldest) {
                    return size() > ANSWERS_KEPT_MAX;
                }
            };

    public ServerAuthorizer(URI url, Clock clock) {
        this.url = url;
        this.clock = clock;
    }

    @Override
    public CompletionStage<Grant> authorize(Identity who, String documentId, Right wanted) {
        return answer(new Question(who.user(), documentId), wanted)
                .thenApply(
                        grant ->
                                new Grant(
                                        grant.right(),
                                        Math.min(grant.untilMillis(), who.untilMillis())));
    }

    /** Forgets cached answers, and those that the application's server is about to give. */
    @Override
    public synchronized void revoke(String user, String documentId) {
        kept.keySet().removeIf(question -> question.concerns(user, documentId));
        asked.keySet().removeIf(question -> question.concerns(user, documentId));
    }

    private CompletionStage<Grant> answer(Question question, Right wanted) {
        CompletableFuture<Grant> answer;
        synchronized (this) {
            Grant known = kept.get(question);
            if (known != null && known.untilMillis() > clock.now()) {
                return CompletableFuture.completedStage(known);
            }
            answer = asked.get(question);
            if (answer != null) {
                return answer.copy();
            }
            if (asked.size() >= QUESTIONS_MAX) {
                return CompletableFuture.failedStage(
                        new UnavailableException(
                                "More than " + QUESTIONS_MAX + " questions wait for " + url, null));
            }
            answer = new CompletableFuture<>();
            asked.put(question, answer);
        }
        CompletableFuture<Grant> waiting = answer;
        http.send(request(question, wanted))
                .thenApply(this::grant)
                .whenComplete((grant, problem) -> answered(question, waiting, grant, problem));
        return waiting.copy();
    }

    private HttpRequest request(Question question, Right wanted) {
        JsonObject body = new JsonObject();
        body.addProperty("user", question.user);
        body.addProperty("document", question.documentId);
        body.addProperty("access", wanted.name().toLowerCase(Locale.ROOT));
        return OperatorHttp.request(url)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body.toString()))
                .build();
    }

    private Grant grant(OperatorHttp.Answer answer) {
        if (answer.status() != 200) {
            throw new UnavailableException("it answers with status " + answer.status(), null);
        }
        return new Grant(right(answer.body()), clock.now() + keptMillis(answer));
    }

    private static Right right(byte[] body) {
        try {
            String access =
                    JsonParser.parseString(new String(body, StandardCharsets.UTF_8))
                            .getAsJsonObject()
                            .get("access")
                            .getAsString();
            return switch (access) {
                case "none" -> Right.NONE;
                case "read" -> Right.READ;
                case "write" -> Right.WRITE;
                default -> throw new IllegalStateException();
            };
        } catch (JsonParseException
                | IllegalStateException
                | UnsupportedOperationException
                | NullPointerException malformed) {
            throw new UnavailableException(
                    "its answer is not {\"access\": \"none\" | \"read\" | \"write\"}", null);
        }
    }

    private static long keptMillis(OperatorHttp.Answer answer) {
        String control =
                answer.headers().firstValue("Cache-Control").orElse("").toLowerCase(Locale.ROOT);
        if (control.contains("no-store") || control.contains("no-cache")) {
            return KEPT_MILLIS_MIN;
        }
        Matcher age = MAX_AGE.matcher(control);
        long millis = age.find() ? 1_000 * Long.parseLong(age.group(1)) : KEPT_MILLIS_DEFAULT;
        return Math.max(KEPT_MILLIS_MIN, Math.min(KEPT_MILLIS_MAX, millis));
    }

    private void answered(
            Question question, CompletableFuture<Grant> waiting, Grant grant, Throwable problem) {
        synchronized (this) {
            // Else it was revoked meanwhile.
            boolean current = asked.remove(question, waiting);
            if (problem == null && current) {
                kept.put(question, grant);
            }
        }
        if (problem == null) {
            waiting.complete(grant);
        } else {
            waiting.completeExceptionally(
                    new UnavailableException(
                            "Rights cannot be asked for at "
                                    + url
                                    + ": "
                                    + OperatorHttp.describe(problem),
                            problem));
        }
    }
}
