package sqlsync.simulation;

import java.util.HashMap;
import java.util.Map;
import sqlsync.codec.Crc32c;

/** Checks that devices at the same LSN of storage have the same pages. */
final class ConvergenceCheck {
    /** A device with a newer reducer has migrated already. */
    private record At(long lsn, long stamp, int schema) {}

    private final Map<At, Integer> checksums = new HashMap<>();
    private final Coverage coverage;

    ConvergenceCheck(Coverage coverage) {
        this.coverage = coverage;
    }

    void sees(long lsn, long stamp, int schema, byte[] file, String where) {
        int checksum = Crc32c.of(file, 0, file.length);
        Integer before = checksums.putIfAbsent(new At(lsn, stamp, schema), checksum);
        if (before != null) {
            coverage.count("pages compared");
            Checker.require(
                    before == checksum,
                    Invariant.SAME_PAGES,
                    where,
                    "other pages at LSN " + lsn + " of storage than others have");
        }
    }
}
