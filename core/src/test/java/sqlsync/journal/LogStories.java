package sqlsync.journal;

import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import sqlsync.story.Check;
import sqlsync.story.Story;

/**
 * The log as a whole: its golden bytes, damage, and its models, with fewer seeds than the JVM has.
 */
public final class LogStories {
    private static final int SEEDS = 10;

    private LogStories() {}

    /**
     * @param files golden files by their name
     */
    public static List<Story> all(Function<String, String> files) {
        return List.of(
                golden(
                        files,
                        "logOfVersionTwoIsWrittenByteForByte",
                        LogGolden::versionTwoIsWrittenByteForByte),
                golden(
                        files,
                        "journalThatStartsOverIsWrittenByteForByte",
                        LogGolden::journalThatStartsOverIsWrittenByteForByte),
                golden(
                        files,
                        "journalThatStartedOverOpens",
                        LogGolden::journalThatStartedOverOpens),
                golden(files, "logOfVersionTwoOpens", LogGolden::versionTwoOpens),
                golden(files, "logOfVersionOneOpens", LogGolden::versionOneOpens),
                golden(
                        files,
                        "logOfVersionOneOpensWithItsFoldInASegmentOfRecords",
                        LogGolden::versionOneOpensWhereRecordsBeforeAndAfterAFoldShareASegment),
                golden(files, "flippedBitOfALogIsNoticed", LogGolden::flippedBitIsNoticed),
                Story.of("logDoesWhatItsModelDoes", LogStories::lives),
                Story.of("journalsDoWhatTheirModelsDo", LogStories::syncedLives));
    }

    private static Story golden(
            Function<String, String> files, String name, Consumer<LogGolden> claim) {
        return Story.of(name, () -> claim.accept(new LogGolden(files)));
    }

    private static void lives() {
        for (int seed : LogLife.PAST_SEEDS) {
            LogLife.live(seed);
        }
        for (int seed = 0; seed < SEEDS; seed++) {
            LogLife.live(seed);
        }
    }

    private static void syncedLives() {
        SyncWorld.Counts counts = new SyncWorld.Counts();
        for (int seed = 0; seed < SEEDS; seed++) {
            SyncLife.live(seed, counts);
        }
        Check.that(
                counts.crashes > 0 && counts.folds > 0 && counts.entries > 0, "nothing happened");
    }
}
