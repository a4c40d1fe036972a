package sqlsync.document.coordinator;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import sqlsync.ErrorCode;
import sqlsync.SqlSyncException;
import sqlsync.codec.MalformedException;
import sqlsync.document.DocumentServices;
import sqlsync.document.ReducerNames;
import sqlsync.journal.DocumentLog;
import sqlsync.page.Page;
import sqlsync.reducer.Reducer;
import sqlsync.replication.ChannelPeer;
import sqlsync.replication.Message;
import sqlsync.sqlite.SqliteTrapException;

/**
 * All devices that are attached to a coordinator's document, as a state machine.
 *
 * <p>It answers ATTACH, and applies the entries that devices have sent: some of each channel in
 * turn, a bounded number at a time, so that a long timeline does not keep other devices waiting.
 *
 * <p>{@link #on} takes one event, changes the state, and says what is to be done as {@link
 * ChannelEffect}s, which {@link CoordinatorDocument} carries out when the state has changed.
 */
final class CoordinatorChannels {
    /** Entries of one channel that are applied before those of the next. */
    private static final int TURN = 8;

    /** Entries that are applied before other work of the loop gets its turn. */
    private static final int SLICE = 64;

    private final DocumentServices services;
    private final DocumentLog log;
    private final CoordinatorNotes notes;
    private final CoordinatorCommits commits;
    private final EntryApplication application;
    private final Supplier<Reducer> reducer;
    private final Supplier<SqlSyncException> problem;
    private final Consumer<ChannelEvent> events;
    private final Consumer<ChannelEffect> effects;
    private final Set<CoordinatorChannel> channels = new LinkedHashSet<>();

    /** {@link ChannelEffect.DrainSoon} was said, and it is not time yet. */
    private boolean drainAsked;

    private long gaps;

    /**
     * @param reducer the newest one
     * @param problem why nothing can be applied, or null
     * @param events takes what happens later
     * @param effects takes what is to be done
     */
    CoordinatorChannels(
            DocumentServices services,
            DocumentLog log,
            CoordinatorNotes notes,
            CoordinatorCommits commits,
            EntryApplication application,
            Supplier<Reducer> reducer,
            Supplier<SqlSyncException> problem,
            Consumer<ChannelEvent> events,
            Consumer<ChannelEffect> effects) {
        this.services = services;
        this.log = log;
        this.notes = notes;
        this.commits = commits;
        this.application = application;
        this.reducer = reducer;
        this.problem = problem;
        this.events = events;
        this.effects = effects;
    }

    void on(ChannelEvent event) {
        if (event instanceof ChannelEvent.Received e) {
            received(e.channel(), e.message());
        } else if (event instanceof ChannelEvent.BatchDurable) {
            channels.forEach(CoordinatorChannel::durable);
            drainSoon();
        } else if (event instanceof ChannelEvent.DrainDue) {
            drainAsked = false;
            drain();
        } else if (event instanceof ChannelEvent.Attaching e) {
            attaching(e.channel(), e.attach());
        } else if (event instanceof ChannelEvent.TimelineDurable e) {
            timelineDurable(e.channel(), e.attach());
        } else if (event instanceof ChannelEvent.Compared e) {
            if (!e.channel().isEnded()) {
                welcome(e.channel(), e.attach(), e.diverged());
            }
        } else if (event instanceof ChannelEvent.Closed e) {
            end(e.channel());
        } else if (event instanceof ChannelEvent.Refused e) {
            refuse(e.channel(), e.code(), e.message(), e.retryable());
        } else if (event instanceof ChannelEvent.ReducerReplaced) {
            channels.forEach(CoordinatorChannel::unhold);
            drainSoon();
        } else if (event instanceof ChannelEvent.EndAll e) {
            for (CoordinatorChannel channel : new ArrayList<>(channels)) {
                refuse(channel, "closed", e.why(), true);
            }
        } else {
            throw new IllegalArgumentException("an event that nobody knows");
        }
    }

    /** A channel for a device that asks for it; {@link ChannelEvent.Attaching} comes next. */
    CoordinatorChannel channel(
            int number, String user, String claims, boolean writes, ChannelPeer peer) {
        return new CoordinatorChannel(number, user, claims, writes, peer, events, effects);
    }

    private void attaching(CoordinatorChannel channel, Message.Attach attach) {
        KnownTimeline timeline = notes.find(attach.timeline().id());
        SqlSyncException refusal = refusal(attach, channel.user, timeline);
        if (refusal != null) {
            effects.accept(
                    new ChannelEffect.RefuseSoon(
                            new ChannelEvent.Refused(
                                    channel,
                                    refusal.code().text(),
                                    refusal.getMessage(),
                                    refusal.code() == ErrorCode.CLOSED)));
            return;
        }
        if (timeline != null && timeline.channel != null) {
            refuse(timeline.channel, "closed", "The same timeline was attached again.", true);
            timeline = notes.find(attach.timeline().id());
        }
        if (timeline == null) {
            timeline = notes.introduce(attach.timeline().id(), channel.user);
        }
        channel.timeline = timeline;
        timeline.channel = channel;
        channels.add(channel);
        effects.accept(new ChannelEffect.CountChanged());
        // The cursor in WELCOME is one that the device may rely on.
        effects.accept(new ChannelEffect.Flush(channel, attach));
    }

    private SqlSyncException refusal(Message.Attach attach, String user, KnownTimeline timeline) {
        SqlSyncException refusal = problem.get();
        if (refusal != null) {
            return new SqlSyncException(ErrorCode.CLOSED, refusal.getMessage());
        }
        String known = reducer.get().name();
        if (!attach.reducer().equals(known)) {
            return ReducerNames.mismatch(
                    ErrorCode.INCOMPATIBLE, attach.documentId(), known, attach.reducer());
        }
        if (timeline != null && !Objects.equals(timeline.user, user)) {
            return new SqlSyncException(
                    ErrorCode.UNAUTHORIZED, "This device's mutations belong to another user.");
        }
        return null;
    }

    private void timelineDurable(CoordinatorChannel channel, Message.Attach attach) {
        if (channel.isEnded()) {
            return;
        }
        Message.Position device = attach.storage();
        if (device.id() == null || !device.id().equals(log.storage().id())) {
            welcome(channel, attach, device.id() != null);
        } else if (device.lsn() == 0) {
            welcome(channel, attach, false);
        } else {
            effects.accept(new ChannelEffect.Compare(channel, attach));
        }
    }

    private void welcome(CoordinatorChannel channel, Message.Attach attach, boolean diverged) {
        KnownTimeline timeline = channel.timeline;
        long next = Math.max(timeline.cursor + 1, attach.timelineFirst());
        if (next > timeline.cursor + 1) {
            gaps++;
        }
        boolean follows = !diverged && attach.storage().id() != null;
        long after = follows ? attach.storage().lsn() : 0;
        acknowledged(timeline, after);
        Message.Welcome welcome =
                new Message.Welcome(
                        attach.channel(),
                        channel.user,
                        timeline.number,
                        timeline.cursor,
                        timeline.cursorMutation,
                        Message.Position.of(log.storage()),
                        diverged,
                        reducer.get().schemaVersion(),
                        List.of());
        channel.open(welcome, next, log.storage(), after, (long) services.pagesMax() * Page.BYTES);
    }

    private void received(CoordinatorChannel channel, Message message) {
        if (channel.isEnded()) {
            return;
        }
        try {
            if (message instanceof Message.Entries entries) {
                channel.received(entries);
                if (channel.next() != null) {
                    drainSoon();
                }
            } else if (message instanceof Message.Acknowledge acknowledge) {
                acknowledged(channel.timeline, channel.received(acknowledge));
            } else if (message instanceof Message.Mark mark) {
                channel.received(mark);
            }
        } catch (MalformedException malformed) {
            end(channel);
            channel.malformed(malformed.getMessage());
        }
    }

    private void drainSoon() {
        if (!drainAsked) {
            drainAsked = true;
            effects.accept(new ChannelEffect.DrainSoon());
        }
    }

    /** Applies a bounded number of entries, those of all channels in turn. */
    private void drain() {
        try {
            drainSome();
        } catch (SqliteTrapException trap) {
            effects.accept(new ChannelEffect.BreakDown(trap));
        }
    }

    private void drainSome() {
        int left = SLICE;
        boolean more = true;
        while (more && left > 0) {
            more = false;
            for (CoordinatorChannel channel : new ArrayList<>(channels)) {
                int applied = 0;
                while (applied < TURN && apply(channel)) {
                    applied++;
                }
                left -= applied;
                more |= applied > 0;
            }
        }
        if (more) {
            drainSoon();
        }
    }

    private boolean apply(CoordinatorChannel channel) {
        return channel.next() != null
                && problem.get() == null
                && commits.mutationsGathered() < services.layerMutationsMax()
                && application.next(channel, reducer.get());
    }

    int count() {
        return channels.size();
    }

    int held() {
        int held = 0;
        for (CoordinatorChannel channel : channels) {
            held += channel.isHeld() ? 1 : 0;
        }
        return held;
    }

    /** How often a device came that had lost entries which were never settled. */
    long gaps() {
        return gaps;
    }

    private void acknowledged(KnownTimeline timeline, long storageLsn) {
        if (timeline.acknowledged(storageLsn)) {
            commits.acknowledged(timeline, storageLsn);
            drainSoon();
        }
    }

    private void refuse(
            CoordinatorChannel channel, String code, String message, boolean retryable) {
        if (!channel.isEnded()) {
            end(channel);
            channel.refuse(code, message, retryable);
        }
    }

    private void end(CoordinatorChannel channel) {
        if (channel.isEnded()) {
            return;
        }
        channel.end();
        if (channels.remove(channel)) {
            channel.timeline.channel = null;
            notes.forgetUnused(channel.timeline);
            effects.accept(new ChannelEffect.CountChanged());
        }
    }
}
