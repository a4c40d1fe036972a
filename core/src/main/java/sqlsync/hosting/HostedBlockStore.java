package sqlsync.hosting;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Function;
import sqlsync.platform.BlockStore;
import sqlsync.platform.Completion;
import sqlsync.platform.IoOperation;
import sqlsync.platform.StorageException;
import sqlsync.platform.Timers;

/**
 * Files held by a host that may die at any moment. Guarantees: every request is answered in the
 * order of the requests, once; a request outlives any number of hosts; a request is given up, and
 * with it all that wait behind it, only when {@link HostLimits} says so.
 *
 * <p>At any moment there is no host (one is asked for), or one that is opening what was open, or
 * one that is at work. All that is unanswered was sent to the host at work.
 */
public final class HostedBlockStore implements BlockStore {
    private static final int REOPEN = 0;

    /** A request and what becomes of its answer; in the order in which they were made. */
    private record Unanswered(
            int number, HostRequest request, Completion<HostAnswer, StorageException> done) {}

    private final HostLender lender;
    private final Timers timers;
    private final HostLimits limits;
    private final HostLender.Borrower borrower =
            new HostLender.Borrower() {
                @Override
                public void lent(HostLink host) {
                    HostedBlockStore.this.lent(host);
                }

                @Override
                public void refused(String why) {
                    asking = false;
                    giveUp(new StorageException(StorageException.Kind.UNAVAILABLE, why));
                }
            };
    private final ArrayDeque<Unanswered> unanswered = new ArrayDeque<>();
    private final TreeSet<Integer> open = new TreeSet<>();

    private HostLink link;
    private boolean asking;
    private boolean reopening;
    private boolean stopped;
    private int lastNumber = REOPEN;
    private int handovers;
    private int silences;
    private int refusals;
    private Timers.Cancellable silence;

    public HostedBlockStore(HostLender lender, Timers timers, HostLimits limits) {
        this.lender = lender;
        this.timers = timers;
        this.limits = limits;
    }

    /** Who lends the present host, as in {@link HostLink#lender}; null while there is none. */
    public String lender() {
        return link == null ? null : link.lender();
    }

    /** How many hosts were lost so far. */
    public int handovers() {
        return handovers;
    }

    /** Ends the host; what is unanswered stays so. */
    public void stop() {
        stopped = true;
        if (link != null) {
            dismiss();
        }
    }

    @Override
    public void scan(int headBytes, Completion<List<FoundFile>, StorageException> done) {
        request(
                new HostRequest.Scan(headBytes),
                done,
                answer -> answer instanceof HostAnswer.Found found ? found.files() : null);
    }

    @Override
    public void create(int file, Completion<Void, StorageException> done) {
        request(new HostRequest.Create(file), done, answer -> null);
    }

    @Override
    public void open(List<Integer> files, Completion<Void, StorageException> done) {
        request(new HostRequest.Open(List.copyOf(files)), done, answer -> null);
    }

    @Override
    public void close(List<Integer> files, Completion<Void, StorageException> done) {
        request(new HostRequest.Close(List.copyOf(files)), done, answer -> null);
    }

    @Override
    public void submit(
            List<IoOperation> operations, Completion<List<byte[]>, StorageException> done) {
        request(
                new HostRequest.Batch(List.copyOf(operations)),
                done,
                answer -> answer instanceof HostAnswer.Read read ? read.blocks() : List.of());
    }

    private <T> void request(
            HostRequest request,
            Completion<T, StorageException> done,
            Function<HostAnswer, T> value) {
        Completion<HostAnswer, StorageException> answered =
                done.after(answer -> done.succeeded(value.apply(answer)));
        Unanswered next = new Unanswered(++lastNumber, request, answered);
        unanswered.add(next);
        if (link == null) {
            ask(null);
        } else if (!reopening) {
            link.send(next.number(), request);
            listen();
        }
    }

    private void ask(String silentLender) {
        if (asking || stopped) {
            return;
        }
        asking = true;
        lender.lend(silentLender, borrower);
    }

    private void lent(HostLink lent) {
        asking = false;
        if (stopped) {
            lent.end();
            lender.giveBack(lent);
            return;
        }
        link = lent;
        lent.begin(
                new HostLink.Listener() {
                    @Override
                    public void answered(int number, HostAnswer answer) {
                        if (link == lent) {
                            HostedBlockStore.this.answered(number, answer);
                        }
                    }

                    @Override
                    public void died() {
                        if (link == lent) {
                            replace(null);
                        }
                    }
                });
        reopening = !open.isEmpty();
        if (reopening) {
            lent.send(REOPEN, new HostRequest.Open(new ArrayList<>(open)));
            listen();
        } else {
            sendAll();
        }
    }

    private void sendAll() {
        for (Unanswered each : unanswered) {
            link.send(each.number(), each.request());
        }
        listen();
    }

    private void answered(int number, HostAnswer answer) {
        if (answer instanceof HostAnswer.Waiting) {
            listen();
        } else if (reopening) {
            reopened(answer);
        } else {
            Unanswered first = unanswered.peek();
            if (first == null || first.number() != number) {
                replace(null);
                return;
            }
            silences = 0;
            refusals = 0;
            unanswered.remove();
            listen();
            finish(first, answer);
        }
    }

    private void reopened(HostAnswer answer) {
        if (!(answer instanceof HostAnswer.Failed failed)) {
            reopening = false;
            refusals = 0;
            sendAll();
            return;
        }
        String lender = link.lender();
        if (++refusals < limits.refusalsMax()) {
            replace(lender);
            return;
        }
        refusals = 0;
        // Whoever opened the files still counts on them: the next request has them opened again.
        dismiss();
        handovers++;
        giveUp(failed.failure());
    }

    private void finish(Unanswered request, HostAnswer answer) {
        if (answer instanceof HostAnswer.Failed failed) {
            request.done().failed(failed.failure());
            return;
        }
        HostRequest asked = request.request();
        if (asked instanceof HostRequest.Create create) {
            open.add(create.file());
        } else if (asked instanceof HostRequest.Open opened) {
            open.addAll(opened.files());
        } else if (asked instanceof HostRequest.Close closed) {
            open.removeAll(closed.files());
        }
        request.done().succeeded(answer);
    }

    /** Begins to wait for a sign of life anew; or stops waiting when nothing is asked. */
    private void listen() {
        if (silence != null) {
            silence.cancel();
            silence = null;
        }
        if (reopening || !unanswered.isEmpty()) {
            silence = timers.after(limits.answerMillis(silences), this::suspect);
        }
    }

    /**
     * The answer may wait behind this very timer when it was this worker that stood still; a second
     * look tells.
     */
    private void suspect() {
        silence = timers.after(limits.secondLookMillis(), this::silent);
    }

    private void silent() {
        silence = null;
        String lender = link.lender();
        silences++;
        replace(lender);
        if (silences >= limits.silencesMax()) {
            silences = 0;
            giveUp(
                    new StorageException(
                            StorageException.Kind.FAILED,
                            "No storage host answered " + limits.silencesMax() + " times."));
        }
    }

    private void replace(String silentLender) {
        dismiss();
        handovers++;
        if (!unanswered.isEmpty() || !open.isEmpty()) {
            ask(silentLender);
        }
    }

    private void dismiss() {
        HostLink old = link;
        link = null;
        reopening = false;
        if (silence != null) {
            silence.cancel();
            silence = null;
        }
        old.end();
        lender.giveBack(old);
    }

    /** What waits now has waited too long; what comes later may have better luck. */
    private void giveUp(StorageException failure) {
        List<Unanswered> all = new ArrayList<>(unanswered);
        unanswered.clear();
        for (Unanswered each : all) {
            if (each.request() instanceof HostRequest.Close closed) {
                // No host holds them: they are not to be opened again.
                open.removeAll(closed.files());
            }
            each.done().failed(failure);
        }
    }
}
