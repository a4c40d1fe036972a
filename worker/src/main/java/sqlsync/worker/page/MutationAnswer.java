package sqlsync.worker.page;

import java.util.List;
import sqlsync.SqlSyncException;
import sqlsync.document.MutationListener;
import sqlsync.worker.documents.Handle;
import sqlsync.worker.documents.SharedDocument;
import sqlsync.worker.messages.ToPage;

/**
 * Reports the outcome of a mutation to its page: a strict one when it is durable, a relaxed one
 * when it is applied, and again if it is taken back after that.
 */
final class MutationAnswer implements MutationListener {
    private final Handle handle;
    private final SharedDocument document;
    private final double sequence;
    private final boolean strict;
    private final Answer answer;
    private ToPage.SentReceipt receipt;

    MutationAnswer(
            Handle handle,
            SharedDocument document,
            double sequence,
            boolean strict,
            Answer answer) {
        this.handle = handle;
        this.document = document;
        this.sequence = sequence;
        this.strict = strict;
        this.answer = answer;
    }

    @Override
    public void applied(List<String> results) {
        String id = handle.page().id() + "-" + (long) sequence;
        receipt = ToPage.receipt(id, results);
        if (!strict) {
            answer.succeeded(receipt);
        }
    }

    @Override
    public void durable() {
        if (strict) {
            answer.succeeded(receipt);
        } else {
            handle.durable(sequence, document.timers());
        }
        document.notices().changed();
    }

    @Override
    public void failed(SqlSyncException error) {
        answer.takenBack(error);
        document.notices().changed();
    }
}
