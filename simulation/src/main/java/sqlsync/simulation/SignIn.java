package sqlsync.simulation;

import sqlsync.document.device.PendingMutation;
import sqlsync.document.device.SyncedDocument;

/** Who is signed in on a device: the one whose it is, or somebody else for a while. */
final class SignIn {
    private final int device;
    private final Ledger ledger;
    private boolean stranger;
    private boolean calm;

    /** Whose token was given last, or null. */
    private String given;

    SignIn(int device, Ledger ledger) {
        this.device = device;
        this.ledger = ledger;
    }

    String owner() {
        return "user" + device;
    }

    /** After the last fault whoever has something waiting signs in, one after the other. */
    void calm() {
        calm = true;
        stranger = false;
    }

    /**
     * Somebody else signs in, or the owner comes back. What was made before anybody presented it
     * belongs to the first who does: so nobody else comes before that. Returns whether it happened.
     */
    boolean strangerComes(boolean comes) {
        if (!ledger.knowsOutcomeOf(device)) {
            return false;
        }
        stranger = comes;
        if (comes) {
            ledger.strangerSignsIn(device);
        }
        return true;
    }

    String token(SyncedDocument open) {
        given = wanted(open);
        return given;
    }

    /** Signs out who is signed in, where the changes of another come next; true where it did. */
    boolean ends(SyncedDocument open) {
        boolean over = given != null && !given.equals(wanted(open));
        given = over ? null : given;
        return over;
    }

    private String wanted(SyncedDocument open) {
        if (calm && open != null && !open.pending().isEmpty()) {
            PendingMutation next = open.pending().get(0);
            return next.mutation().user() == null ? owner() : next.mutation().user();
        }
        return stranger ? Ledger.STRANGER : owner();
    }
}
