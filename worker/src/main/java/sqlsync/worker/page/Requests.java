package sqlsync.worker.page;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import sqlsync.ErrorCode;
import sqlsync.SqlSyncException;
import sqlsync.browser.JsBytes;
import sqlsync.document.local.ImportRequest;
import sqlsync.worker.documents.Documents;
import sqlsync.worker.documents.Handle;
import sqlsync.worker.documents.OpenOrder;
import sqlsync.worker.documents.SharedDocument;
import sqlsync.worker.messages.Failures;
import sqlsync.worker.messages.FromPage;
import sqlsync.worker.messages.ToPage;

/** The requests of pages, by type: one line for each. */
public final class Requests {
    private static final RequestType UNKNOWN = RequestType.ofDocument(Requests::unknown);

    private final Documents documents;
    private final Map<String, RequestType> types = new HashMap<>();

    public Requests(Documents documents, InventoryRequests inventory) {
        this.documents = documents;
        types.put("open", RequestType.ofPage(this::open));
        types.put("import", RequestType.ofPage(this::importFile));
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

    /** The types that there are. */
    Set<String> types() {
        return types.keySet();
    }

    /** The one of that name; for what is not known, one that says so. */
    RequestType of(String type) {
        return types.getOrDefault(type, UNKNOWN);
    }

    private void open(PageRequest request, FromPage.OpenQuestion message) {
        openHandle(request, message, null);
    }

    private void importFile(PageRequest request, FromPage.ImportQuestion message) {
        ImportRequest file =
                new ImportRequest(
                        request.page().id(),
                        (long) message.getN(),
                        JsBytes.of(message.getFile()),
                        (int) FromPage.number(message.getSchemaVersion(), -1));
        openHandle(request, message, file);
    }

    private void openHandle(
            PageRequest request, FromPage.OpenQuestion message, ImportRequest file) {
        Handle there = request.handle();
        if (there != null) {
            there.whenOpen(() -> answerOpened(there, request.answer()));
            return;
        }
        PageSession page = request.page();
        Handle handle = new Handle(page, message.getH(), order(message, file));
        page.add(handle);
        documents.open(
                handle,
                request.answer().after(document -> request.answer().succeeded(opened(document))));
    }

    /** The page has asked before, perhaps over another port. */
    private static void answerOpened(Handle there, Answer answer) {
        try {
            answer.succeeded(opened(there.document()));
        } catch (RuntimeException failure) {
            answer.failed(Failures.describe(failure));
        }
    }

    private static ToPage.SentOpening opened(SharedDocument document) {
        return ToPage.opened(
                SentStatus.of(document.notices().status()), document.document().warning());
    }

    private static OpenOrder order(FromPage.OpenQuestion message, ImportRequest file) {
        return new OpenOrder(
                message.getId(),
                message.getReducer(),
                message.getStorage(),
                message.isCreate(),
                FromPage.text(message.getUser()),
                FromPage.text(message.getCoordinator()),
                message.isToken(),
                message.isAgain(),
                message.isPaused(),
                file);
    }

    private void close(PageRequest request, FromPage.Message message) {
        documents.close(request.handle(), request.answer().nothing());
    }

    private void delete(PageRequest request, FromPage.DeleteQuestion message) {
        documents.delete(message.getId(), message.isForce(), request.answer().nothing());
    }

    private static void unknown(
            PageRequest request, FromPage.Message message, SharedDocument document) {
        throw new SqlSyncException(
                ErrorCode.UNSUPPORTED,
                "This version of the worker does not know \""
                        + FromPage.text(message.getT())
                        + "\".");
    }
}
