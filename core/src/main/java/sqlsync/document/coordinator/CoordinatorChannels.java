package sqlsync.document.coordinator;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import sqlsync.ErrorCode;
import sqlsync.SqlSyncException;
import sqlsync.document.DocumentServices;
import sqlsync.document.ReducerNames;
import sqlsync.journal.DocumentLog;
import sqlsync.page.Page;
import sqlsync.reducer.Reducer;
import sqlsync.replication.ChannelPeer;
import sqlsync.replication.Message;
import sqlsync.replication.ServerChannel;
import sqlsync.sqlite.SqliteTrapException;

/**
 * All devices that are attached to a coordinator's document.
 *
 * <p>It answers ATTACH, and applies the entries that devices have sent: some of each channel in
 * turn, a bounded number at a time, so that a long timeline does not keep other devices waiting.
 */
final class CoordinatorChannels implements CoordinatorChannel.Owner {
    /** The document. */
    interface Owner {
        Reducer reducer();

        /** Why nothing can be applied, or null. */
        SqlSyncException refusal();

        /** SQLite can't be used any more. */
        void trapped(SqliteTrapException trap);
    }

    /** Entries of one channel that are applied before those of the next. */
    private static final int TURN = 8;

    /** Entries that are applied before other work of the loop gets its turn. */
    private static final int SLICE = 64;

    private final DocumentServices services;
    private final DocumentLog log;
    private final CoordinatorNotes notes;
    private final CoordinatorCommits commits;
    private final EntryApplication application;
    private final CoordinatorListener listener;
    private final Owner owner;
    private final Set<CoordinatorChannel> channels = new LinkedHashSet<>();
    private boolean draining;
    private long gaps;

    CoordinatorChannels(
            DocumentServices services,
            DocumentLog log,
            CoordinatorNotes notes,
            CoordinatorCommits commits,
            EntryApplication application,
            CoordinatorListener listener,
            Owner owner) {
        this.services = services;
        this.log = log;
        this.notes = notes;
        this.commits = commits;
        this.application = application;
        this.listener = listener;
        this.owner = owner;
    }

    ServerChannel attach(Message.Attach attach, String user, boolean writes, ChannelPeer peer) {
        KnownTimeline timeline = notes.find(attach.timeline().id());
        SqlSyncException refusal = refusal(attach, user, timeline);
        if (refusal != null) {
            CoordinatorChannel refused =
                    new CoordinatorChannel(attach.channel(), null, user, writes, this, peer);
            String code = refusal.code().text();
            boolean retryable = refusal.code() == ErrorCode.CLOSED;
            services.timers().soon(() -> refused.refuse(code, refusal.getMessage(), retryable));
            return refused;
        }
        if (timeline != null && timeline.channel != null) {
            timeline.channel.refuse("closed", "The same timeline was attached again.", true);
            timeline = notes.find(attach.timeline().id());
        }
        if (timeline == null) {
            timeline = notes.introduce(attach.timeline().id(), user);
        }
        CoordinatorChannel channel =
                new CoordinatorChannel(attach.channel(), timeline, user, writes, this, peer);
        timeline.channel = channel;
        channels.add(channel);
        countChanged();
        AttachHandshake.begin(log, commits, attach, channel, this::welcomed);
        return channel;
    }

    private SqlSyncException refusal(Message.Attach attach, String user, KnownTimeline timeline) {
        SqlSyncException refusal = owner.refusal();
        if (refusal != null) {
            return new SqlSyncException(ErrorCode.CLOSED, refusal.getMessage());
        }
        String reducer = owner.reducer().name();
        if (!attach.reducer().equals(reducer)) {
            return ReducerNames.mismatch(
                    ErrorCode.INCOMPATIBLE, attach.documentId(), reducer, attach.reducer());
        }
        if (timeline != null && !Objects.equals(timeline.user, user)) {
            return new SqlSyncException(
                    ErrorCode.UNAUTHORIZED, "This device's mutations belong to another user.");
        }
        return null;
    }

    private void welcomed(Message.Attach attach, CoordinatorChannel channel, boolean diverged) {
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
                        owner.reducer().schemaVersion(),
                        List.of());
        channel.open(welcome, next, log.storage(), after, (long) services.pagesMax() * Page.BYTES);
    }

    private void schedule() {
        if (!draining) {
            draining = true;
            services.timers().soon(this::drain);
        }
    }

    /** Applies a bounded number of entries, those of all channels in turn. */
    private void drain() {
        draining = false;
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
            schedule();
        }
    }

    private boolean apply(CoordinatorChannel channel) {
        if (channel.next() == null
                || owner.refusal() != null
                || commits.mutationsGathered() >= services.layerMutationsMax()) {
            return false;
        }
        try {
            return application.next(channel, owner.reducer());
        } catch (SqliteTrapException trap) {
            owner.trapped(trap);
            return false;
        }
    }

    /** A layer is on disk. */
    void durable() {
        new ArrayList<>(channels).forEach(CoordinatorChannel::durable);
        schedule();
    }

    /** Ends all; they may come again. */
    void end(String why) {
        for (CoordinatorChannel channel : new ArrayList<>(channels)) {
            channel.refuse("closed", why, true);
        }
    }

    /** The reducer is another: what was held is tried again. */
    void unhold() {
        new ArrayList<>(channels).forEach(CoordinatorChannel::unhold);
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

    @Override
    public void entriesCame() {
        schedule();
    }

    @Override
    public void acknowledged(KnownTimeline timeline, long storageLsn) {
        if (timeline.acknowledged(storageLsn)) {
            commits.acknowledged(timeline, storageLsn);
            schedule();
        }
    }

    @Override
    public void ended(CoordinatorChannel channel) {
        if (channels.remove(channel)) {
            channel.timeline.channel = null;
            notes.forgetUnused(channel.timeline);
            countChanged();
        }
    }

    private void countChanged() {
        services.timers().soon(() -> listener.attached(channels.size()));
    }
}
