package sqlsync.coordinator.admin;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import sqlsync.ErrorCode;
import sqlsync.SqlSyncException;
import sqlsync.coordinator.document.Documents;
import sqlsync.coordinator.socket.OpenChannels;
import sqlsync.coordinator.stored.StoredCopy;
import sqlsync.document.DocumentLabel;
import sqlsync.document.coordinator.CoordinatorDocument;
import sqlsync.document.coordinator.CoordinatorStats;

/**
 * What there is of documents, open or not. A document that is open is asked; one that is not is
 * read where it lies, which takes as long as reading all of its bytes, and is not opened for it.
 */
final class DocumentDirectory {
    private static final int WAIT_SECONDS_MAX = 120;

    /**
     * @param next what to give as {@code after} for the next page; null for none
     */
    record Page(List<JsonObject> documents, String next) {}

    private final Documents documents;
    private final OpenChannels channels;

    DocumentDirectory(Documents documents, OpenChannels channels) {
        this.documents = documents;
        this.channels = channels;
    }

    /**
     * @param after {@link Page#next} of the page before, or empty
     */
    Page list(String after, int limit) throws IOException {
        Map<String, List<OpenChannels.Attached>> attached = new HashMap<>();
        channels.list()
                .forEach(
                        each ->
                                attached.computeIfAbsent(
                                                each.documentId(), none -> new ArrayList<>())
                                        .add(each));
        List<JsonObject> found = new ArrayList<>();
        String last = null;
        for (Path path : documents.data().ofDocuments()) {
            String name = path.getFileName().toString();
            if (name.compareTo(after) <= 0) {
                continue;
            }
            if (found.size() == limit) {
                return new Page(found, last);
            }
            JsonObject described = summary(path);
            if (described != null) {
                JsonElement id = described.get("id");
                addDevices(
                        described,
                        id.isJsonNull()
                                ? List.of()
                                : attached.getOrDefault(id.getAsString(), List.of()));
                found.add(described);
                last = name;
            }
        }
        return new Page(found, null);
    }

    /** Null where a directory holds no document, or is gone. */
    private JsonObject summary(Path path) {
        StoredCopy copy = StoredCopy.describe(path);
        if (copy.document() != null) {
            return summary(copy.document().documentId(), path);
        }
        if (copy.problems().isEmpty() || !Files.isDirectory(path)) {
            return null;
        }
        JsonObject unreadable = members(null, path);
        unreadable.addProperty("problem", copy.problems().get(0));
        return unreadable;
    }

    /** Null where it is gone. */
    private JsonObject summary(String id, Path path) {
        JsonObject closed = await(documents.whileClosed(id, false, () -> stored(id, path)));
        if (closed != null) {
            return closed;
        }
        try {
            return await(use(id, document -> opened(id, path, document)));
        } catch (RuntimeException problem) {
            if (!Files.isDirectory(path)) {
                return null;
            }
            JsonObject unusable = members(id, path);
            unusable.addProperty("problem", problem.getMessage());
            return unusable;
        }
    }

    /** What lies in the directory of a document that nobody has open. */
    private static JsonObject stored(String id, Path path) {
        StoredCopy copy = StoredCopy.measure(path);
        JsonObject members = members(id, path);
        if (copy.document() != null) {
            DocumentLabel label = copy.label();
            members.addProperty("reducer", label.reducer());
            members.addProperty("bytes", label.bytes());
            members.addProperty("lsn", copy.lsn());
            members.addProperty("modified", Instant.ofEpochMilli(label.modified()).toString());
        }
        if (!copy.problems().isEmpty()) {
            members.addProperty("problem", copy.problems().get(0));
        }
        return members;
    }

    /** The members of every document, in their order. */
    private static JsonObject members(String id, Path path) {
        JsonObject members = new JsonObject();
        members.addProperty("id", id);
        members.addProperty("directory", path.getFileName().toString());
        for (String each : List.of("reducer", "bytes", "lsn", "modified", "problem")) {
            members.add(each, null);
        }
        members.addProperty("open", false);
        return members;
    }

    private static void addDevices(JsonObject members, List<OpenChannels.Attached> attached) {
        TreeSet<String> users = new TreeSet<>();
        attached.stream().map(OpenChannels.Attached::user).forEach(user -> add(users, user));
        members.addProperty("devices", attached.size());
        members.add("users", texts(users));
    }

    private static void add(TreeSet<String> users, String user) {
        if (user != null) {
            users.add(user);
        }
    }

    private static JsonArray texts(Iterable<String> texts) {
        JsonArray array = new JsonArray();
        texts.forEach(array::add);
        return array;
    }

    /**
     * One document, which is opened for it.
     *
     * @throws SqlSyncException where that can't be
     */
    JsonObject describe(String id) {
        Path path = documents.data().ofDocument(id);
        JsonObject described = await(use(id, document -> openedWhole(id, path, document)));
        List<OpenChannels.Attached> attached =
                channels.list().stream()
                        .filter(each -> each.documentId().equals(id))
                        .sorted(Comparator.comparing(OpenChannels.Attached::sinceMillis))
                        .toList();
        addDevices(described, attached);
        JsonArray connected = new JsonArray();
        for (OpenChannels.Attached each : attached) {
            JsonObject device = new JsonObject();
            device.addProperty("user", each.user());
            device.addProperty("address", each.address());
            device.addProperty("since", Instant.ofEpochMilli(each.sinceMillis()).toString());
            connected.add(device);
        }
        described.add("connected", connected);
        return described;
    }

    private static JsonObject opened(String id, Path path, CoordinatorDocument document) {
        CoordinatorStats stats = document.stats();
        JsonObject members = members(id, path);
        members.addProperty("reducer", document.reducer().name());
        members.addProperty("bytes", stats.databaseBytes());
        members.addProperty("lsn", stats.storageLsn());
        members.addProperty("modified", Instant.ofEpochMilli(document.modified()).toString());
        members.addProperty("open", true);
        return members;
    }

    private static JsonObject openedWhole(String id, Path path, CoordinatorDocument document) {
        JsonObject members = opened(id, path, document);
        members.addProperty("timelines", document.stats().timelines());
        members.add("writers", texts(document.users()));
        return members;
    }

    private interface Question<T> {
        T ask(CoordinatorDocument document);
    }

    private <T> CompletableFuture<T> use(String id, Question<T> question) {
        FutureUse<T> use =
                new FutureUse<>() {
                    @Override
                    public void opened(CoordinatorDocument document, Lease lease) {
                        try {
                            result.complete(question.ask(document));
                        } catch (RuntimeException problem) {
                            result.completeExceptionally(problem);
                            throw problem;
                        } finally {
                            lease.release();
                        }
                    }
                };
        documents.use(id, new Documents.Want(null, false), use);
        return use.result;
    }

    /** On a thread of a request. */
    static <T> T await(CompletableFuture<T> result) {
        try {
            return result.orTimeout(WAIT_SECONDS_MAX, TimeUnit.SECONDS).join();
        } catch (java.util.concurrent.CompletionException problem) {
            if (problem.getCause() instanceof TimeoutException) {
                throw new SqlSyncException(
                        ErrorCode.STORAGE_UNAVAILABLE,
                        "The coordinator did not get to it within "
                                + WAIT_SECONDS_MAX
                                + " s. Try again.");
            }
            throw problem.getCause() instanceof RuntimeException known ? known : problem;
        }
    }
}
