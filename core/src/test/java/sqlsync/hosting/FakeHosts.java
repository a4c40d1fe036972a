package sqlsync.hosting;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import sqlsync.platform.BlockStore;
import sqlsync.platform.Completion;
import sqlsync.platform.IoOperation;
import sqlsync.platform.MemoryBlockStore;
import sqlsync.platform.StorageException;
import sqlsync.platform.Timers;

/**
 * Lends hosts that share one disk. The test decides when a host answers, falls silent, or dies; a
 * host that died has done what it was sent, or not, as the test says.
 */
final class FakeHosts implements HostLender {
    private final Timers timers;
    private final BlockStore disk;

    /** All hosts ever lent, oldest first. */
    final List<Host> lent = new ArrayList<>();

    /** Who was to be avoided at each asking. */
    final List<String> avoided = new ArrayList<>();

    /** Whether nobody has a host to lend. */
    boolean nobody;

    /** Whether hosts die instead of answering, every third time. */
    boolean mortal;

    private int answers;
    private Borrower waiting;
    private int refusals;
    private int silences;
    private StorageException.Kind refusalKind;

    FakeHosts(Timers timers) {
        this.timers = timers;
        this.disk = new MemoryBlockStore(timers);
    }

    @Override
    public void lend(String silent, Borrower borrower) {
        avoided.add(silent);
        waiting = borrower;
        timers.soon(this::comeForward);
    }

    void comeForward() {
        if (!nobody && waiting != null) {
            Borrower to = waiting;
            waiting = null;
            Host host = new Host("host" + lent.size());
            host.silent = silences-- > 0;
            if (refusals > 0) {
                refusals--;
                host.refusal = new StorageException(refusalKind, "The file is held.");
            }
            lent.add(host);
            to.lent(host);
        }
    }

    @Override
    public void giveBack(HostLink link) {
        ((Host) link).givenBack = true;
    }

    /** Whoever was asked has no host. */
    void refuse(String why) {
        Borrower to = waiting;
        waiting = null;
        to.refused(why);
    }

    /** The next hosts never answer. */
    void silenceNext(int count) {
        silences = count;
    }

    /** The next hosts fail at whatever they are asked. */
    void refuseNext(int count, StorageException.Kind kind) {
        refusals = count;
        refusalKind = kind;
    }

    Host last() {
        return lent.get(lent.size() - 1);
    }

    /** A host on the shared disk. */
    final class Host implements HostLink {
        final String name;
        final List<HostRequest> received = new ArrayList<>();
        boolean silent;
        boolean ended;
        boolean givenBack;
        StorageException refusal;
        Listener listener;
        private final List<Integer> mine = new ArrayList<>();

        Host(String name) {
            this.name = name;
        }

        @Override
        public String host() {
            return name;
        }

        @Override
        public String lender() {
            return "tab of " + name;
        }

        @Override
        public void begin(Listener to) {
            listener = to;
        }

        @Override
        public void end() {
            ended = true;
            disk.close(List.copyOf(mine), ignored());
        }

        @Override
        public void send(int number, HostRequest request) {
            received.add(request);
            if (silent) {
                return;
            }
            if (refusal != null) {
                timers.soon(() -> answer(number, new HostAnswer.Failed(refusal)));
            } else if (request instanceof HostRequest.Scan scan) {
                disk.scan(scan.headBytes(), answering(number, HostAnswer.Found::new));
            } else if (request instanceof HostRequest.Create create) {
                create(number, create.file());
            } else if (request instanceof HostRequest.Open open) {
                mine.addAll(open.files());
                disk.open(open.files(), answering(number, nothing -> new HostAnswer.Done()));
            } else if (request instanceof HostRequest.Close close) {
                mine.removeAll(close.files());
                disk.close(close.files(), answering(number, nothing -> new HostAnswer.Done()));
            } else if (request instanceof HostRequest.Batch batch) {
                disk.submit(batch.operations(), answering(number, HostAnswer.Read::new));
            }
        }

        /** Makes a file, or empties the one that an earlier host made. */
        private void create(int number, int file) {
            mine.add(file);
            Completion<Void, StorageException> done =
                    answering(number, nothing -> new HostAnswer.Done());
            disk.create(
                    file,
                    Completion.of(
                            nothing -> done.succeeded(nothing),
                            ignored -> {
                                disk.open(List.of(file), ignored());
                                disk.submit(List.of(new IoOperation.Truncate(file, 0)), ignored());
                                timers.soon(() -> done.succeeded(null));
                            }));
        }

        /** From here on its answers do not arrive, though it does what it is told. */
        void mute() {
            muted = true;
        }

        private boolean muted;

        void answer(int number, HostAnswer answer) {
            if (muted) {
                return;
            }
            if (mortal && ++answers % 3 == 1) {
                muted = true;
                die();
            } else {
                listener.answered(number, answer);
            }
        }

        /** Its lock is free; its handles are too. */
        void die() {
            disk.close(List.copyOf(mine), Completion.always(() -> listener.died()));
        }

        private <T> Completion<T, StorageException> answering(
                int number, Function<T, HostAnswer> with) {
            return Completion.of(
                    value -> answer(number, with.apply(value)),
                    failure -> answer(number, new HostAnswer.Failed(failure)));
        }
    }

    private static <T> Completion<T, StorageException> ignored() {
        return Completion.always(() -> {});
    }
}
