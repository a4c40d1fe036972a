package sqlsync.document.device;

import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import sqlsync.reducer.Reducer;
import sqlsync.replication.Message;

/**
 * How a document of this device is kept the same as its coordinator's: a state machine of a channel
 * ({@link SyncChannel}) and a view ({@link SyncedView}).
 *
 * <p>{@link #on} takes one event, changes the state, and says what is to be done as {@link
 * SyncEffect}s. It calls nobody who could call back: effects are carried out by {@link
 * SyncedDocument} when the state has changed. So whatever happens finds whole states, and an event
 * that comes too late (a fold that is durable when its channel has ended, a batch on a log that has
 * failed) meets a state that says so.
 */
final class Synchronization {
    private final SyncChannel channel;
    private final SyncedView view;
    private final SyncedContent content;
    private final SyncedBase base;
    private final Consumer<SyncEffect> effects;

    /**
     * @param reducer the newest one
     * @param congested whether the connection has so much to send that one chunk at a time is
     *     enough
     * @param events takes what happens later
     * @param effects takes what is to be done
     */
    Synchronization(
            SyncedState recovered,
            boolean create,
            Supplier<Reducer> reducer,
            Rebase rebase,
            SyncedContent content,
            BooleanSupplier congested,
            Consumer<SyncEvent> events,
            Consumer<SyncEffect> effects) {
        this.content = content;
        this.base = recovered.base();
        this.view = new SyncedView(recovered, rebase, effects);
        this.channel =
                new SyncChannel(
                        recovered, create, reducer, content, view, congested, events, effects);
        this.effects = effects;
    }

    SyncChannel channel() {
        return channel;
    }

    SyncedView view() {
        return view;
    }

    Message.Attach attach(String token) {
        return channel.attach(token);
    }

    void on(SyncEvent event) {
        if (event instanceof SyncEvent.Received e) {
            channel.received(e.message());
        } else if (event instanceof SyncEvent.BatchDurable e) {
            batchDurable(e.layers(), e.placed());
        } else if (event instanceof SyncEvent.RebaseDue) {
            view.rebaseDue();
        } else if (event instanceof SyncEvent.SliceDue) {
            view.sliceDue();
        } else if (event instanceof SyncEvent.PieceWritten e) {
            channel.pieceWritten(e.attachment(), e.bytes(), e.whole());
        } else if (event instanceof SyncEvent.FoldMayFinish e) {
            channel.foldMayFinish(e.attachment(), e.fold());
        } else if (event instanceof SyncEvent.FoldDurable e) {
            channel.foldDurable(e.attachment(), e.fold());
        } else if (event instanceof SyncEvent.StorageFailed e) {
            channel.failed(e.attachment(), e.why());
        } else if (event instanceof SyncEvent.BatchFailed) {
            batchFailed();
        } else if (event instanceof SyncEvent.LogReopened) {
            // What came meanwhile could not be kept.
            channel.restart();
        } else if (event instanceof SyncEvent.MayFork e) {
            channel.mayFork(e.attachment());
        } else if (event instanceof SyncEvent.Forked e) {
            channel.forked(e.attachment());
        } else if (event instanceof SyncEvent.Ask e) {
            channel.ask(e.number());
        } else if (event instanceof SyncEvent.Start) {
            view.start();
        } else if (event instanceof SyncEvent.FinishRebase) {
            view.finish();
        } else if (event instanceof SyncEvent.ReducerReplaced) {
            channel.reducerReplaced();
            view.reducerReplaced();
        } else if (event instanceof SyncEvent.Stop) {
            view.stop();
        } else {
            onConnection(event);
        }
    }

    private void onConnection(SyncEvent event) {
        if (event instanceof SyncEvent.Attaching e) {
            channel.attaching(e.number());
        } else if (event instanceof SyncEvent.Interrupted e) {
            channel.interrupted(e.why());
        } else if (event instanceof SyncEvent.Refused e) {
            channel.refused(e.code(), e.message());
        } else if (event instanceof SyncEvent.Hindered e) {
            channel.hindered(e.code(), e.message());
        } else if (event instanceof SyncEvent.Connect) {
            channel.connect();
        } else if (event instanceof SyncEvent.Disconnect) {
            channel.disconnect();
        } else if (event instanceof SyncEvent.Hurry) {
            channel.hurry();
        } else {
            throw new IllegalArgumentException("an event that nobody knows");
        }
    }

    private void batchDurable(List<ReceivedLayer> layers, boolean placed) {
        if (placed) {
            channel.placed();
        }
        view.received(layers);
        channel.written(layers);
        effects.accept(new SyncEffect.Changed());
    }

    private void batchFailed() {
        channel.takenBack();
        content.settledOnDisk(base.settled());
        view.takenBack();
        effects.accept(new SyncEffect.Changed());
    }
}
