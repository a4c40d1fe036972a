package sqlsync.document;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import sqlsync.codec.ByteWriter;
import sqlsync.codec.Crc32c;
import sqlsync.page.Page;
import sqlsync.page.SerializedPages;
import sqlsync.sqlite.Connection;
import sqlsync.sqlite.Sqlite;
import sqlsync.storage.Layer;
import sqlsync.storage.Pages;
import sqlsync.timeline.Mutation;

/**
 * Applies a {@link MutationLog} to an empty document, as documents do, and says what came of it, so
 * that two platforms can be compared: which pages, which layers, which outcomes.
 */
public final class Replay {
    private static final int PAGES_MAX = 10_000;

    private final Pages pages = new Pages(PAGES_MAX);
    private final Connection connection;
    private final MutationRunner runner;
    private final long seed;

    /** Since the last layer, in order. */
    private final List<Mutation> pending = new ArrayList<>();

    private ReplayedReducer reducer = new ReplayedReducer(1);
    private int layers;
    private int layersCrc;
    private int accepted;
    private int rejected;
    private int outcomesCrc;

    private Replay(Sqlite sqlite, long seed) {
        this.seed = seed;
        this.connection = sqlite.openWriter(pages);
        this.runner = new MutationRunner(sqlite, connection);
    }

    /**
     * What the log of a seed comes to: the seed, outcomes, layers and pages, with checksums, the
     * last of them those of each page.
     */
    public static String of(Sqlite sqlite, long seed) {
        Replay replay = new Replay(sqlite, seed);
        try {
            replay.migrate();
            MutationLog.of(seed).forEach(replay::step);
            return replay.described();
        } finally {
            replay.connection.close();
        }
    }

    private void step(MutationLog.Step step) {
        switch (step.kind()) {
            case MUTATION -> {
                Mutation mutation = step.mutation();
                pending.add(mutation);
                run(mutation);
            }
            case LAYER -> layer();
            case REPLAY -> {
                pages.revert();
                pending.forEach(this::run);
            }
            case MIGRATION -> {
                layer();
                reducer = new ReplayedReducer(reducer.schemaVersion() + 1);
                migrate();
            }
        }
    }

    private void migrate() {
        Migrations.run(runner, connection, reducer, "doc", 0, pages.pageCount() == 0);
        layer();
    }

    private void run(Mutation mutation) {
        Outcome outcome = runner.run(reducer, mutation, 0);
        String told;
        if (outcome instanceof Outcome.Rejected why) {
            rejected++;
            told = why.code().name() + " " + why.reason() + " " + why.message();
        } else {
            accepted++;
            told = ((Outcome.Accepted) outcome).results().toString();
        }
        byte[] text = told.getBytes(StandardCharsets.UTF_8);
        outcomesCrc = Crc32c.update(outcomesCrc, text, 0, text.length);
    }

    private void layer() {
        pending.clear();
        Layer layer = pages.seal();
        if (layer == null) {
            return;
        }
        ByteWriter out = new ByteWriter();
        SerializedPages.write(out, layer, true);
        layersCrc = Crc32c.update(layersCrc, out.array(), 0, out.size());
        layers++;
        pages.durable(layer);
    }

    private String described() {
        StringBuilder text = new StringBuilder();
        text.append("log ").append(seed).append(": accepted ").append(accepted);
        text.append(" rejected ").append(rejected).append(" as ").append(outcomesCrc);
        text.append(" layers ").append(layers).append(" as ").append(layersCrc);
        text.append(" pages");
        for (int number = 1; number <= pages.pageCount(); number++) {
            text.append(' ').append(Crc32c.of(pages.page(number), 0, Page.BYTES));
        }
        return text.toString();
    }
}
