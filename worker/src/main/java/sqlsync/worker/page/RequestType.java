package sqlsync.worker.page;

import sqlsync.worker.documents.SharedDocument;

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

    /** Runs a request that needs no open document. */
    interface Handler {
        void run(PageRequest request);
    }

    /** Runs a request on an open document. */
    interface DocumentHandler {
        void run(PageRequest request, SharedDocument document);
    }

    private final Stage stage;
    private final boolean read;
    private final DocumentHandler handler;

    private RequestType(Stage stage, boolean read, DocumentHandler handler) {
        this.stage = stage;
        this.read = read;
        this.handler = handler;
    }

    /** A request that needs no handle. */
    static RequestType ofPage(Handler handler) {
        return new RequestType(Stage.ARRIVED, false, (request, none) -> handler.run(request));
    }

    /** A request about a handle, also one that has failed or was closed. */
    static RequestType ofHandle(Handler handler) {
        return new RequestType(Stage.HANDLE_OPEN, false, (request, none) -> handler.run(request));
    }

    /** A request that writes the document. */
    static RequestType write(DocumentHandler handler) {
        return new RequestType(Stage.WRITABLE, false, handler);
    }

    /** A request that sees what its page did before. */
    static RequestType ofDocument(DocumentHandler handler) {
        return new RequestType(Stage.MUTATIONS_APPLIED, false, handler);
    }

    /** As {@link #ofDocument}; it changes nothing, and is dropped where nobody waits for it. */
    static RequestType read(DocumentHandler handler) {
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
        handler.run(request, document);
    }
}
