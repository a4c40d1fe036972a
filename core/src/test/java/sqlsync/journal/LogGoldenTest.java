package sqlsync.journal;

import org.junit.jupiter.api.Test;
import sqlsync.story.GoldenFiles;

/** {@link LogGolden} on the JVM. */
class LogGoldenTest {
    private final LogGolden golden = new LogGolden(GoldenFiles::onTheJvm);

    @Test
    void versionTwoIsWrittenByteForByte() {
        golden.versionTwoIsWrittenByteForByte();
    }

    @Test
    void journalThatStartsOverIsWrittenByteForByte() {
        golden.journalThatStartsOverIsWrittenByteForByte();
    }

    @Test
    void journalThatStartedOverOpens() {
        golden.journalThatStartedOverOpens();
    }

    @Test
    void versionTwoOpens() {
        golden.versionTwoOpens();
    }

    @Test
    void versionOneOpens() {
        golden.versionOneOpens();
    }

    @Test
    void versionOneOpensWhereRecordsBeforeAndAfterAFoldShareASegment() {
        golden.versionOneOpensWhereRecordsBeforeAndAfterAFoldShareASegment();
    }
}
