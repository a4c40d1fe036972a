package sqlsync.document;

import java.util.ArrayDeque;
import java.util.function.Consumer;

/**
 * Passes events to a state machine, and the effects that come of them to whom carries them out, one
 * after the other. An effect is never carried out while the state changes, and one that leads to
 * another event is not interrupted by that event's effects: they wait for their turn.
 *
 * @param <E> events
 * @param <F> effects
 */
public final class EffectLoop<E, F> {
    /** Sees everything that passes, in order; for tests. */
    public interface Observer<E, F> {
        void event(E event);

        void effect(F effect);
    }

    private enum State {
        IDLE,
        /** The state machine has an event. */
        CHANGING,
        /** Effects are carried out. */
        CARRYING_OUT
    }

    private final ArrayDeque<F> effects = new ArrayDeque<>();
    private final Consumer<E> machine;
    private final Consumer<F> carriedOut;
    private State state = State.IDLE;
    private Observer<E, F> observer;

    /**
     * @param machine changes its state, and calls {@link #emit} for what is to be done
     * @param carriedOut does that
     */
    public EffectLoop(Consumer<E> machine, Consumer<F> carriedOut) {
        this.machine = machine;
        this.carriedOut = carriedOut;
    }

    public void observe(Observer<E, F> by) {
        observer = by;
    }

    /** Something has happened. What the state machine throws is thrown after its effects. */
    public void on(E event) {
        if (state == State.CHANGING) {
            throw new IllegalStateException("an event while the state changes");
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
    public void emit(F effect) {
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
                F next = effects.remove();
                if (observer != null) {
                    observer.effect(next);
                }
                carriedOut.accept(next);
            }
        } finally {
            state = State.IDLE;
        }
    }
}
