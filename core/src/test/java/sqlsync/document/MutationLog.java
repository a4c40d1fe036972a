package sqlsync.document;

import java.util.ArrayList;
import java.util.List;
import sqlsync.codec.ByteReader;
import sqlsync.reducer.MutationContext;
import sqlsync.timeline.Mutation;
import sqlsync.timeline.MutationCodec;

/**
 * A random list of mutations, the same for the same seed wherever it is made, and when of them
 * something else happens to the document.
 */
final class MutationLog {
    /** What a document goes through. */
    enum Kind {
        MUTATION,
        /** Pending pages become a layer that is durable. */
        LAYER,
        /** Pending pages are forgotten, and their mutations replayed. */
        REPLAY,
        /** The reducer is replaced by one that knows one more migration. */
        MIGRATION
    }

    /**
     * @param encoded the mutation as a timeline holds it; null for other kinds
     */
    record Step(Kind kind, byte[] encoded) {
        Mutation mutation() {
            return MutationCodec.decode(new ByteReader(encoded));
        }
    }

    private static final int MUTATIONS_MIN = 8;
    private static final int MUTATIONS_MORE = 12;
    private static final long EPOCH = 1_700_000_000_123L;
    private static final String[] WORDS = {
        "", "apple", "Ünïcode ☂", "\uD83C\uDF02", "it's \"quoted\"", "a\nb"
    };

    private final MutationContext chance;
    private int migrations;

    private MutationLog(long seed) {
        chance = new MutationContext("", null, 0, seed);
    }

    static List<Step> of(long seed) {
        return new MutationLog(seed).steps();
    }

    private int to(int bound) {
        return (int) (chance.random() * bound);
    }

    private List<Step> steps() {
        List<Step> steps = new ArrayList<>();
        int count = MUTATIONS_MIN + to(MUTATIONS_MORE);
        for (int i = 1; i <= count; i++) {
            steps.add(new Step(Kind.MUTATION, MutationCodec.encode(mutation(i))));
            int choice = to(12);
            if (choice < 2) {
                steps.add(new Step(Kind.LAYER, null));
            } else if (choice < 4) {
                steps.add(new Step(Kind.REPLAY, null));
            } else if (choice == 4 && migrations < ReplayedReducer.VERSIONS - 1) {
                migrations++;
                steps.add(new Step(Kind.MIGRATION, null));
            }
        }
        steps.add(new Step(Kind.LAYER, null));
        return steps;
    }

    private Mutation mutation(int sequence) {
        List<Mutation.Call> calls = new ArrayList<>();
        for (int i = to(5) == 0 ? 2 : 1; i > 0; i--) {
            String name = ReplayedReducer.NAMES.get(to(ReplayedReducer.NAMES.size()));
            calls.add(new Mutation.Call(name, arguments()));
        }
        String user = to(3) == 0 ? null : "user " + to(3);
        long timestamp = EPOCH + to(1_000_000_000);
        return new Mutation("session", sequence, user, timestamp, chance.nextRandom64(), 1, calls);
    }

    /** A number, a 64-bit integer, a real as its bits, how much, and a text. */
    private String arguments() {
        long bits = chance.nextRandom64();
        // Reals that are numbers, of all sizes that are written down.
        double real =
                to(4) == 0 ? to(1000) : (chance.random() - 0.5) * Math.scalb(1.0, to(80) - 40);
        return to(40)
                + " "
                + bits
                + " "
                + Double.doubleToLongBits(real)
                + " "
                + to(400)
                + " "
                + WORDS[to(WORDS.length)];
    }
}
