package sqlsync.document.device;

import java.util.ArrayDeque;
import java.util.function.Consumer;

/**
 * Passes events to the state machine, and the effects that come of them to the document, one after
 * the other. An effect is never carried out while the state changes, and one that leads to another
 * event is not interrupted by that event's effects: they wait for their turn.
 */
final class SyncLoop {
    /** Sees everything that passes, in order; for tests. */
    interface Observer {
        void event(SyncEvent event);

        void effect(SyncEffect effect);
    }

    private enum State {
        IDLE,
        /** The state machine has an event. */
        CHANGING,
        /** Effects are carried out. */
        CARRYING_OUT
    }

    private final ArrayDeque<SyncEffect> effects = new ArrayDeque<>();
    private final Consumer<SyncEvent> machine;
    private final Consumer<SyncEffect> document;
    private State state = State.IDLE;
    private Observer observer;

    /**
     * @param machine changes its state, and calls {@link #emit} for what is to be done
     * @param document carries effects out
     */
    SyncLoop(Consumer<SyncEvent> machine, Consumer<SyncEffect> document) {
        this.machine = machine;
        this.document = document;
    }

    void observe(Observer by) {
        observer = by;
    }

    /** Something has happened. What the state machine throws is thrown after its effects. */
    void on(SyncEvent event) {
        if (state == State.CHANGING) {
            throw new IllegalStateException(event + " while the state changes");
        }
        if (observer != null) {
            observer.event(event);
        }
        State before = state;
        state = State.CHANGING;
        try {
            machine.accept(event);
        } finally {
            state = before;
            carryOut();
        }
    }

    /** Something is to be done: at once, or behind what is being done. */
    void emit(SyncEffect effect) {
        effects.add(effect);
        carryOut();
    }

    private void carryOut() {
        if (state != State.IDLE) {
            return;
        }
        state = State.CARRYING_OUT;
        try {
            while (!effects.isEmpty()) {
                SyncEffect next = effects.remove();
                if (observer != null) {
                    observer.effect(next);
                }
                document.accept(next);
            }
        } finally {
            state = State.IDLE;
        }
    }
}
