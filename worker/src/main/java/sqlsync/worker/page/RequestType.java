package sqlsync.worker.page;

import org.teavm.jso.JSObject;
import sqlsync.worker.documents.SharedDocument;
import sqlsync.worker.messages.FromPage;

/** What one type of request waits for, and what runs then. */
final class RequestType {
    /** What a request waits for before it runs. */
    enum Stage {
        /** Nothing. */
        ARRIVED,
        /** Its handle is open, or has failed to open. */
        HANDLE_OPEN,
        /** The document can be written, or cannot be made writable. */
        WRITABLE,
        /** What its page asked to write before is applied. */
        MUTATIONS_APPLIED
    }

    /**
     * Runs a request that needs no open document.
     *
     * @param <M> the message, as {@link FromPage} has it
     */
    interface Handler<M extends JSObject> {
        void run(PageRequest request, M message);
    }

    /** Runs a request on an open document. */
    interface DocumentHandler<M extends JSObject> {
        void run(PageRequest request, M message, SharedDocument document);
    }

    private final Stage stage;
    private final boolean read;
    private final DocumentHandler<JSObject> handler;

    /** What a message is, its type says: so it can be taken for what the handler wants. */
    @SuppressWarnings("unchecked")
    private RequestType(Stage stage, boolean read, DocumentHandler<? extends JSObject> handler) {
        this.stage = stage;
        this.read = read;
        this.handler = (DocumentHandler<JSObject>) handler;
    }

    private static <M extends JSObject> RequestType of(Stage stage, Handler<M> handler) {
        DocumentHandler<M> any = (request, message, none) -> handler.run(request, message);
        return new RequestType(stage, false, any);
    }

    /** A request that needs no handle. */
    static <M extends JSObject> RequestType ofPage(Handler<M> handler) {
        return of(Stage.ARRIVED, handler);
    }

    /** A request about a handle, also one that has failed or was closed. */
    static <M extends JSObject> RequestType ofHandle(Handler<M> handler) {
        return of(Stage.HANDLE_OPEN, handler);
    }

    /** A request that writes the document. */
    static <M extends JSObject> RequestType write(DocumentHandler<M> handler) {
        return new RequestType(Stage.WRITABLE, false, handler);
    }

    /** A request that sees what its page did before. */
    static <M extends JSObject> RequestType ofDocument(DocumentHandler<M> handler) {
        return new RequestType(Stage.MUTATIONS_APPLIED, false, handler);
    }

    /** As {@link #ofDocument}; it changes nothing, and is dropped where nobody waits for it. */
    static <M extends JSObject> RequestType read(DocumentHandler<M> handler) {
        return new RequestType(Stage.MUTATIONS_APPLIED, true, handler);
    }

    Stage stage() {
        return stage;
    }

    /** Whether it only reads a document. */
    boolean reads() {
        return read;
    }

    /**
     * @param document null where the stage needs none
     */
    void run(PageRequest request, SharedDocument document) {
        handler.run(request, request.message(), document);
    }
}
