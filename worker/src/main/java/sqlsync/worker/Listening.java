package sqlsync.worker;

import sqlsync.document.device.DocumentListener;
import sqlsync.document.device.RejectedMutation;

/** A listener of a document that no page has yet. */
class Listening implements DocumentListener {
    SharedDocument document;

    @Override
    public void changed() {
        if (document != null) {
            document.changed();
        }
    }

    @Override
    public void settled(String mutationId, RejectedMutation rejected) {
        if (document != null) {
            document.settled(mutationId, rejected);
        }
    }

    @Override
    public void viewChanged() {
        if (document != null) {
            document.viewChanged();
        }
    }
}
