package sqlsync.worker.page;

import org.teavm.jso.JSObject;
import sqlsync.SqlSyncException;
import sqlsync.platform.Completion;
import sqlsync.worker.messages.PagePort;
import sqlsync.worker.messages.ToPage;

/** Replies to one request of a page, at most once. */
public final class Answer implements Completion<JSObject, SqlSyncException> {
    private final PagePort port;
    private final double request;
    private final String documentId;
    private final String mutation;
    private boolean given;

    /**
     * @param request its {@code q}
     * @param documentId for failures; null where it is not about a document
     * @param mutation for failures; null where it is not about a mutation
     */
    Answer(PagePort port, double request, String documentId, String mutation) {
        this.port = port;
        this.request = request;
        this.documentId = documentId;
        this.mutation = mutation;
    }

    /** Answers with nothing but success. */
    void done() {
        succeeded(null);
    }

    /** Takes an outcome that has no value. */
    Completion<Void, SqlSyncException> nothing() {
        return this.after(nothing -> done());
    }

    @Override
    public void succeeded(JSObject value) {
        if (!given) {
            given = true;
            port.send(ToPage.ok(request, value));
        }
    }

    /** Answers with bytes, which are handed over. */
    void transfer(JSObject bytes) {
        if (!given) {
            given = true;
            port.send(ToPage.ok(request, bytes), bytes);
        }
    }

    @Override
    public void failed(SqlSyncException failure) {
        if (!given) {
            given = true;
            ToPage.SentError error = ToPage.describe(failure, documentId, mutation);
            port.send(ToPage.error(request, error));
        }
    }

    /**
     * What was answered with success came to nothing after all; the one case of a second answer.
     */
    void takenBack(SqlSyncException failure) {
        given = false;
        failed(failure);
    }
}
