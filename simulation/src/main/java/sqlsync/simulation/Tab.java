package sqlsync.simulation;

import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import sqlsync.SqlSyncException;
import sqlsync.codec.Base58;
import sqlsync.document.Document;
import sqlsync.document.MutationListener;
import sqlsync.document.MutationRequest;
import sqlsync.timeline.Mutation;

/** A page: keeps its mutations until they are answered, and sends them again to a new worker. */
final class Tab {
    private static final int CALLS_MAX = 3;

    private final int device;
    private final String user;
    private final String session;
    private final Ledger ledger;
    private final TreeMap<Long, List<Mutation.Call>> waiting = new TreeMap<>();
    private long last;

    Tab(int device, String user, Random random, Ledger ledger) {
        byte[] id = new byte[Base58.ID_BYTES];
        random.nextBytes(id);
        this.device = device;
        this.user = user;
        this.session = Base58.encode(id);
        this.ledger = ledger;
    }

    String session() {
        return session;
    }

    /** Mutations without an answer. */
    int waiting() {
        return waiting.size();
    }

    /**
     * Makes a mutation, and asks for it where there is a document.
     *
     * @param document may be null: then it is asked for later
     */
    void mutate(Random random, Document document) {
        int count = random.nextInt(8) == 0 ? 1 + random.nextInt(CALLS_MAX) : 1;
        Mutation.Call[] calls = new Mutation.Call[count];
        for (int i = 0; i < count; i++) {
            calls[i] = Workload.choose(random);
        }
        long sequence = ++last;
        waiting.put(sequence, List.of(calls));
        ledger.made(device, session, sequence, user, List.of(calls));
        if (document != null) {
            send(sequence, document);
        }
    }

    /** Asks again for everything that has no answer, in order. */
    void sendAgain(Document document) {
        for (long sequence : List.copyOf(waiting.keySet())) {
            send(sequence, document);
        }
    }

    private void send(long sequence, Document document) {
        List<Mutation.Call> calls = waiting.get(sequence);
        if (calls == null) {
            return;
        }
        long acknowledged = waiting.firstKey() - 1;
        document.mutate(
                new MutationRequest(session, sequence, acknowledged, user, calls),
                new MutationListener() {
                    @Override
                    public void applied(List<String> results) {
                        // A strict mutation waits for the disk.
                    }

                    @Override
                    public void durable() {
                        if (waiting.remove(sequence) != null) {
                            ledger.acknowledged(session, sequence);
                        }
                    }

                    @Override
                    public void failed(SqlSyncException error) {
                        if (waiting.remove(sequence) != null) {
                            ledger.failed(session, sequence, error);
                        }
                    }
                });
    }
}
