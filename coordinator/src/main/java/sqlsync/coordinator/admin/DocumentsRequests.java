package sqlsync.coordinator.admin;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.util.List;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.Fields;
import sqlsync.Limits;
import sqlsync.coordinator.document.Documents;
import sqlsync.coordinator.log.EventLog;
import sqlsync.coordinator.socket.OpenChannels;

/** {@code /admin/documents} and what is below. */
final class DocumentsRequests {
    static final int PAGE_DEFAULT = 100;
    static final int PAGE_MAX = 1_000;

    private final Documents documents;
    private final DocumentDirectory directory;
    private final FileDownload download;
    private final FileUpload upload;

    DocumentsRequests(Documents documents, OpenChannels channels) {
        this.documents = documents;
        this.directory = new DocumentDirectory(documents, channels);
        this.download = new FileDownload(documents);
        this.upload = new FileUpload(documents, directory);
    }

    /**
     * @param path behind {@code /admin/documents}
     */
    void answer(AdminRequests.Exchange exchange, List<String> path) throws IOException {
        if (path.isEmpty()) {
            exchange.allow("GET");
            list(exchange);
            return;
        }
        String id = path.get(0);
        if (id.isEmpty() || id.length() > Limits.DOCUMENT_ID_CHARS_MAX) {
            throw AdminException.invalid(
                    "A document's id has 1 to " + Limits.DOCUMENT_ID_CHARS_MAX + " characters.");
        }
        if (path.size() == 1) {
            exchange.allow("GET", "DELETE");
            if (exchange.request().getMethod().equals("DELETE")) {
                delete(exchange, id);
            } else {
                exchange.answer(200, directory.describe(id));
            }
        } else if (path.size() == 2 && path.get(1).equals("file")) {
            exchange.allow("GET", "PUT");
            if (exchange.request().getMethod().equals("PUT")) {
                upload.answer(exchange, id);
            } else {
                download.answer(exchange, id);
            }
        } else {
            throw AdminRequests.unknownPath();
        }
    }

    private void delete(AdminRequests.Exchange exchange, String id) {
        DocumentDirectory.await(documents.delete(id));
        EventLog.atInfo()
                .addKeyValue("document", id)
                .addKeyValue("address", exchange.address())
                .log("admin-deleted");
        JsonObject answer = new JsonObject();
        answer.addProperty("deleted", id);
        exchange.answer(200, answer);
    }

    /** {@code /admin/deleted}: all that was deleted. */
    void answerDeleted(AdminRequests.Exchange exchange) throws IOException {
        exchange.allow("GET");
        JsonArray ids = new JsonArray();
        documents.data().deleted().forEach(ids::add);
        JsonObject answer = new JsonObject();
        answer.add("deleted", ids);
        exchange.answer(200, answer);
    }

    private void list(AdminRequests.Exchange exchange) throws IOException {
        Fields fields = Request.extractQueryParameters(exchange.request());
        int limit = limit(fields.getValue("limit"));
        String after = fields.getValue("after");
        DocumentDirectory.Page page = directory.list(after == null ? "" : after, limit);
        JsonArray documents = new JsonArray();
        page.documents().forEach(documents::add);
        JsonObject answer = new JsonObject();
        answer.add("documents", documents);
        answer.addProperty("next", page.next());
        exchange.answer(200, answer);
    }

    private static int limit(String text) {
        int limit = PAGE_DEFAULT;
        if (text != null) {
            try {
                limit = Integer.parseInt(text);
            } catch (NumberFormatException notANumber) {
                limit = 0;
            }
        }
        if (limit < 1 || limit > PAGE_MAX) {
            throw AdminException.invalid("limit is a number from 1 to " + PAGE_MAX + ".");
        }
        return limit;
    }
}
