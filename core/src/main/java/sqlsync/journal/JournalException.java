package sqlsync.journal;

import sqlsync.platform.StorageException;

/**
 * What a journal could not do, beside what its storage could not do: where that fails, or holds
 * damage outside of entries that were asked for, a plain {@link StorageException} says so.
 */
public abstract sealed class JournalException extends StorageException {
    private JournalException(Kind kind, String message) {
        super(kind, message);
    }

    /** An entry is not there: dropped, or not yet come. */
    public static final class LsnNotFound extends JournalException {
        private final long lsn;

        LsnNotFound(long lsn, LsnRange range) {
            super(Kind.UNAVAILABLE, "LSN " + lsn + " is not in the journal: " + range + ".");
            this.lsn = lsn;
        }

        public long lsn() {
            return lsn;
        }
    }

    /** An entry was received that does not continue what is there. */
    public static final class NonContiguous extends JournalException {
        private final long received;
        private final long expected;

        NonContiguous(long received, long expected) {
            super(Kind.FAILED, "LSN " + received + " came where " + expected + " comes next.");
            this.received = received;
            this.expected = expected;
        }

        public long received() {
            return received;
        }

        public long expected() {
            return expected;
        }
    }

    /** Two journals of one id hold different entries at one LSN. */
    public static final class Diverged extends JournalException {
        private final long lsn;

        Diverged(long lsn) {
            super(Kind.FAILED, "The journals differ at LSN " + lsn + ".");
            this.lsn = lsn;
        }

        public long lsn() {
            return lsn;
        }
    }

    /** Something speaks of another journal. */
    public static final class Mismatch extends JournalException {
        private final JournalId received;

        Mismatch(JournalId received, JournalId expected) {
            super(Kind.FAILED, "Journal " + received + " is not " + expected + ".");
            this.received = received;
        }

        public JournalId received() {
            return received;
        }
    }

    /** What was received as a fold is not what its header says. */
    public static final class Unsound extends JournalException {
        Unsound(long last) {
            super(Kind.FAILED, "The fold up to LSN " + last + " is not what its header says.");
        }
    }

    /** An entry that was durable can't be read any more. */
    public static final class Corrupt extends JournalException {
        private final int file;
        private final long position;

        Corrupt(int file, long position) {
            super(Kind.CORRUPT, "The entry at " + position + " of segment " + file + " is rotten.");
            this.file = file;
            this.position = position;
        }

        public int file() {
            return file;
        }

        /** Bytes from the beginning of the file. */
        public long position() {
            return position;
        }
    }
}
