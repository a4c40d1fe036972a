package sqlsync.worker.page;

import java.util.HashMap;
import java.util.Map;
import org.teavm.jso.JSObject;
import sqlsync.ErrorCode;
import sqlsync.SqlSyncException;
import sqlsync.browser.JsBytes;
import sqlsync.browser.JsFields;
import sqlsync.document.DocumentCompletion;
import sqlsync.document.local.ImportRequest;
import sqlsync.worker.documents.Documents;
import sqlsync.worker.documents.Handle;
import sqlsync.worker.documents.OpenOrder;
import sqlsync.worker.documents.SharedDocument;
import sqlsync.worker.messages.Failures;
import sqlsync.worker.messages.ToPage;

/** The requests of pages, by type: one line for each. */
public final class Requests {
    private static final RequestType UNKNOWN = RequestType.ofDocument(Requests::unknown);

    private final Documents documents;
    private final Map<String, RequestType> types = new HashMap<>();

    public Requests(Documents documents, InventoryRequests inventory) {
        this.documents = documents;
        types.put("open", RequestType.ofPage(this::open));
        types.put("import", RequestType.ofPage(this::open));
        types.put("list", RequestType.ofPage(inventory::list));
        types.put("storageInfo", RequestType.ofPage(inventory::storageInfo));
        types.put("delete", RequestType.ofPage(this::delete));
        types.put("close", RequestType.ofHandle(this::close));
        types.put("mutate", RequestType.write(DocumentRequests::mutate));
        types.put("query", RequestType.read(DocumentRequests::query));
        types.put("queryArrays", RequestType.read(DocumentRequests::queryArrays));
        types.put("queryAll", RequestType.read(DocumentRequests::queryAll));
        types.put("export", RequestType.read(DocumentRequests::export));
        types.put("flush", RequestType.ofDocument(DocumentRequests::flush));
        types.put("stats", RequestType.ofDocument(inventory::stats));
        types.put("sync", RequestType.ofDocument(SyncRequests::sync));
        types.put("connect", RequestType.ofDocument(SyncRequests::connect));
        types.put("disconnect", RequestType.ofDocument(SyncRequests::disconnect));
        types.put("pending", RequestType.ofDocument(SyncRequests::pending));
        types.put("rejected", RequestType.ofDocument(SyncRequests::rejected));
        types.put("dismiss", RequestType.ofDocument(SyncRequests::dismiss));
        types.put("outcomes", RequestType.ofDocument(SyncRequests::outcomes));
    }

    RequestType of(String type) {
        return types.getOrDefault(type, UNKNOWN);
    }

    private void open(PageRequest request) {
        Handle there = request.handle();
        if (there != null) {
            there.whenOpen(() -> answerOpened(there, request.answer()));
            return;
        }
        PageSession page = request.page();
        int number = (int) JsFields.number(request.message(), "h", -1);
        Handle handle = new Handle(page, number, order(request.message(), page.id()));
        page.add(handle);
        documents.open(
                handle,
                new DocumentCompletion<>() {
                    @Override
                    public void succeeded(SharedDocument document) {
                        request.answer().succeeded(opened(document));
                    }

                    @Override
                    public void failed(SqlSyncException failure) {
                        request.answer().failed(failure);
                    }
                });
    }

    /** The page has asked before, perhaps over another port. */
    private static void answerOpened(Handle there, Answer answer) {
        try {
            answer.succeeded(opened(there.document()));
        } catch (RuntimeException failure) {
            answer.failed(Failures.describe(failure));
        }
    }

    private static JSObject opened(SharedDocument document) {
        return ToPage.opened(SentStatus.of(document.notices().status()));
    }

    private static OpenOrder order(JSObject message, String session) {
        String storage = JsFields.text(message, "storage");
        return new OpenOrder(
                JsFields.text(message, "id"),
                JsFields.text(message, "reducer"),
                storage == null ? "auto" : storage,
                JsFields.value(message, "create") == null || JsFields.flag(message, "create"),
                JsFields.text(message, "user"),
                JsFields.text(message, "coordinator"),
                JsFields.flag(message, "token"),
                JsFields.flag(message, "again"),
                JsFields.flag(message, "paused"),
                file(message, session));
    }

    private static ImportRequest file(JSObject message, String session) {
        JSObject file = JsFields.value(message, "file");
        return file == null
                ? null
                : new ImportRequest(
                        session,
                        (long) JsFields.number(message, "n", 0),
                        JsBytes.of(file),
                        (int) JsFields.number(message, "schemaVersion", -1));
    }

    private void close(PageRequest request) {
        documents.close(request.handle(), request.answer().nothing());
    }

    private void delete(PageRequest request) {
        documents.delete(
                JsFields.text(request.message(), "id"),
                JsFields.flag(request.message(), "force"),
                request.answer().nothing());
    }

    private static void unknown(PageRequest request, SharedDocument document) {
        throw new SqlSyncException(
                ErrorCode.UNSUPPORTED,
                "This version of the worker does not know \""
                        + JsFields.text(request.message(), "t")
                        + "\".");
    }
}
