package sqlsync.simulation;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.function.Function;
import sqlsync.hosting.HostAnswer;
import sqlsync.hosting.HostLink;
import sqlsync.hosting.HostRequest;
import sqlsync.platform.Completion;
import sqlsync.platform.FaultyBlockStore;
import sqlsync.platform.IoOperation;
import sqlsync.platform.StorageException;
import sqlsync.platform.Timers;

/**
 * A storage host: does what comes over its line, one request after the other, on files of which it
 * has the exclusive handles. Requests, answers, and the word that it is to end come each in an
 * order of their own.
 */
final class Host implements HostLink, Timers {
    private static final int LOOK_AGAIN_MILLIS = 100;

    /** After so many looks at a file that somebody else holds. */
    private static final int LOOKS_MAX = 20;

    private final Hosts hosts;
    private final Process process;
    private final Process worker;
    private final String lender;
    private final Scheduler.Lane inbox;
    private final Scheduler.Lane outbox;
    private final Scheduler.Lane force;
    private final FaultyBlockStore files;
    private final TreeSet<Integer> open = new TreeSet<>();
    private final ArrayDeque<Runnable> waiting = new ArrayDeque<>();
    private final ArrayDeque<HostRequest> asked = new ArrayDeque<>();
    private Listener listener;
    private boolean busy;
    private boolean ending;

    Host(Hosts hosts, Scheduler scheduler, Process worker, String lender, Runnable powerCut) {
        this.hosts = hosts;
        this.process = new Process(scheduler, powerCut);
        this.worker = worker;
        this.lender = lender;
        this.inbox = scheduler.newLane();
        this.outbox = scheduler.newLane();
        this.force = scheduler.newLane();
        this.files = new FaultyBlockStore(hosts.disk(), this);
    }

    @Override
    public String host() {
        return "host of " + lender;
    }

    @Override
    public String lender() {
        return lender;
    }

    @Override
    public void begin(Listener to) {
        listener = to;
    }

    @Override
    public void send(int number, HostRequest request) {
        soon(
                () -> {
                    asked.add(request);
                    waiting.add(() -> run(number, request, LOOKS_MAX));
                    // It may die in between.
                    soon(this::next);
                });
    }

    @Override
    public void end() {
        soon(this::stop);
    }

    /** Its tab ends it, whatever it is at; what it has said by then may come late. */
    void endByForce() {
        if (!ending) {
            ending = true;
            force.post(this::stop);
            outbox.clog(false);
        }
    }

    /** Nothing of it is done any more. */
    void stop() {
        process.kill();
        inbox.clear();
        inbox.clog(false);
        hosts.ended(this);
    }

    void dies(Random random) {
        hosts.coverage().count("storage host died");
        // It may have been in the middle of what it was asked.
        if (asked.peek() instanceof HostRequest.Batch batch && !busy && process.alive()) {
            int done = random.nextInt(batch.operations().size() + 1);
            hosts.coverage().count("storage host died halfway");
            process.run(() -> files.submit(batch.operations().subList(0, done), ignored()));
        }
        if (!process.alive()) {
            return;
        }
        stop();
        if (random.nextBoolean()) {
            outbox.clear();
        }
        outbox.clog(false);
        force.post(() -> worker.run(listener::died));
    }

    void freezes() {
        hosts.coverage().count("storage host froze");
        inbox.clog(true);
    }

    void answersLate() {
        hosts.coverage().count("storage host was doubled");
        outbox.clog(true);
    }

    private void next() {
        if (!busy && !waiting.isEmpty()) {
            busy = true;
            waiting.remove().run();
        }
    }

    private void run(int number, HostRequest request, int looks) {
        if (request instanceof HostRequest.Batch batch) {
            files.submit(batch.operations(), answering(number, HostAnswer.Read::new));
        } else if (request instanceof HostRequest.Close close) {
            List<Integer> mine = new ArrayList<>(close.files());
            mine.retainAll(open);
            open.removeAll(mine);
            mine.forEach(file -> hosts.release(file, this));
            files.close(mine, answering(number, nothing -> new HostAnswer.Done()));
        } else if (mayHold(request)) {
            hold(number, request);
        } else if (looks > 0) {
            hosts.coverage().count("storage host waited for a file");
            say(number, new HostAnswer.Waiting());
            after(LOOK_AGAIN_MILLIS, () -> run(number, request, looks - 1));
        } else {
            answer(number, new HostAnswer.Failed(held()));
        }
    }

    private static StorageException held() {
        return new StorageException(
                StorageException.Kind.UNAVAILABLE, "Another host holds the file.");
    }

    private static List<Integer> wanted(HostRequest request) {
        return request instanceof HostRequest.Create create
                ? List.of(create.file())
                : ((HostRequest.Open) request).files();
    }

    /** All or none. A scan wants every file for a moment. */
    private boolean mayHold(HostRequest request) {
        if (request instanceof HostRequest.Scan) {
            return hosts.isFree(this);
        }
        List<Integer> taken = new ArrayList<>();
        for (int file : wanted(request)) {
            if (!hosts.take(file, this)) {
                taken.forEach(each -> hosts.release(each, this));
                return false;
            }
            if (!open.contains(file)) {
                taken.add(file);
            }
        }
        return true;
    }

    private void hold(int number, HostRequest request) {
        if (request instanceof HostRequest.Scan scan) {
            files.scan(scan.headBytes(), answering(number, HostAnswer.Found::new));
            return;
        }
        List<Integer> missing = new ArrayList<>(wanted(request));
        missing.removeAll(open);
        Completion<Void, StorageException> done =
                Completion.of(
                        nothing -> {
                            open.addAll(missing);
                            answer(number, new HostAnswer.Done());
                        },
                        failure -> {
                            missing.forEach(file -> hosts.release(file, this));
                            answer(number, new HostAnswer.Failed(failure));
                        });
        if (!(request instanceof HostRequest.Create create)) {
            files.open(missing, done);
        } else if (hosts.disk().fileNumbers().contains(create.file())) {
            empty(create.file(), missing, done);
        } else {
            files.create(create.file(), done);
        }
    }

    /** An earlier host has made it. */
    private void empty(int file, List<Integer> missing, Completion<Void, StorageException> done) {
        files.open(
                missing,
                done.after(
                        opened ->
                                files.submit(
                                        List.of(new IoOperation.Truncate(file, 0)),
                                        Completion.of(
                                                emptied -> done.succeeded(null),
                                                failure -> {
                                                    files.close(missing, ignored());
                                                    done.failed(failure);
                                                }))));
    }

    private <T> Completion<T, StorageException> answering(
            int number, Function<T, HostAnswer> with) {
        return Completion.of(
                value -> answer(number, with.apply(value)),
                failure -> answer(number, new HostAnswer.Failed(failure)));
    }

    private static <T> Completion<T, StorageException> ignored() {
        return Completion.always(() -> {});
    }

    private void answer(int number, HostAnswer answer) {
        busy = false;
        asked.poll();
        say(number, answer);
        next();
    }

    private void say(int number, HostAnswer answer) {
        outbox.post(
                () -> {
                    if (!process.alive()) {
                        hosts.coverage().count("storage host answered after its end");
                    }
                    worker.run(() -> listener.answered(number, answer));
                });
    }

    @Override
    public void soon(Runnable task) {
        if (process.alive()) {
            inbox.post(() -> process.run(task));
        }
    }

    /** Not while it is frozen. */
    @Override
    public Cancellable after(int milliseconds, Runnable task) {
        return process.after(milliseconds, () -> soon(task));
    }
}
