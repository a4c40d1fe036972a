package sqlsync.document;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import sqlsync.ErrorCode;
import sqlsync.SqlSyncException;
import sqlsync.journal.JournalLimits;
import sqlsync.page.Page;
import sqlsync.sqlite.Connection;
import sqlsync.sqlite.SqlException;
import sqlsync.sqlite.Sqlite;
import sqlsync.sqlite.Statement;
import sqlsync.storage.Pages;

/**
 * A SQLite file from elsewhere: its header as far as it matters here, and its pages. Everything
 * that is wrong with it is an {@code invalid-argument}.
 */
public final class ImportedFile {
    private static final byte[] MAGIC = {
        'S', 'Q', 'L', 'i', 't', 'e', ' ', 'f', 'o', 'r', 'm', 'a', 't', ' ', '3', 0
    };
    private static final int HEADER_BYTES = 100;
    private static final int PAGE_SIZE = 16;
    private static final int WRITE_VERSION = 18;
    private static final int READ_VERSION = 19;
    private static final int PAGE_COUNT = 28;
    private static final int USER_VERSION = 60;
    private static final int VALID_FOR = 92;

    /** Of both versions: with a rollback journal, and with a write-ahead log. */
    private static final int LEGACY = 1;

    private static final int WAL = 2;

    /** It is written in one batch, with a directory and checksums. */
    private static final int BYTES_MAX = JournalLimits.DEFAULT.batchBytesMax() / 8 * 7;

    private static final String SCHEMA =
            "SELECT type, name FROM sqlite_schema WHERE type IN ('table', 'view', 'index')"
                    + " AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'";

    private final byte[] file;

    /** Negative where nobody said. */
    private final int saidVersion;

    /**
     * @param file as it lies on disk
     * @param schemaVersion that the file is at; negative where nobody said: the file's {@code
     *     user_version} if we exported it, else 0
     */
    public ImportedFile(byte[] file, int schemaVersion) {
        this.file = file;
        this.saidVersion = schemaVersion;
    }

    /**
     * Commits the file's pages as the first transaction of an empty database, with the schema
     * version that the file is at. SQLite converts pages of another size.
     *
     * @param migrations that the reducer has
     * @throws SqlSyncException {@code invalid-argument}
     */
    public void load(int migrations, Sqlite sqlite, Pages into) {
        int pageBytes = checkedPageBytes();
        int count = checkedPages(pageBytes);
        int version = version(migrations);
        if (pageBytes == Page.BYTES) {
            for (int number = 1; number <= count; number++) {
                copy(number, into.replace(number));
            }
        } else {
            Pages converted =
                    converted(
                            (int) (((long) count * pageBytes - 1) / Page.BYTES) + 1, sqlite, into);
            for (int number = 1; number <= converted.pageCount(); number++) {
                System.arraycopy(converted.page(number), 0, into.replace(number), 0, Page.BYTES);
            }
        }
        byte[] first = into.page(1);
        withoutLog(first);
        if (ApplicationId.isOurs(file)) {
            ApplicationId.clear(first);
        }
        Page.putNumber(first, USER_VERSION, version);
        into.commitTransaction();
    }

    /** A page of ours, of the file's bytes; zeros behind them. */
    private void copy(int number, byte[] page) {
        int at = (number - 1) * Page.BYTES;
        int length = Math.min(Page.BYTES, file.length - at);
        System.arraycopy(file, at, page, 0, length);
        Arrays.fill(page, length, Page.BYTES, (byte) 0);
    }

    /** The pager keeps no write-ahead log, and there is none beside these bytes. */
    private static void withoutLog(byte[] first) {
        first[WRITE_VERSION] = LEGACY;
        first[READ_VERSION] = LEGACY;
    }

    private Pages converted(int count, Sqlite sqlite, Pages into) {
        Pages pages = new Pages(Math.max(count, into.pagesMax()));
        for (int number = 1; number <= count; number++) {
            copy(number, pages.replace(number));
        }
        withoutLog(pages.page(1));
        pages.commitTransaction();
        try {
            // What VACUUM copies it does not check.
            Connection reader = sqlite.openReader(pages);
            try {
                checkIntegrity(reader);
            } finally {
                reader.close();
            }
            sqlite.convert(pages);
        } catch (SqlException failure) {
            throw unreadable(failure);
        }
        if (pages.pageCount() > into.pagesMax()) {
            throw invalid(
                    "with pages of 4096 bytes it has "
                            + pages.pageCount()
                            + " of them; the most is "
                            + into.pagesMax()
                            + ".");
        }
        return pages;
    }

    private int version(int migrations) {
        if (saidVersion > migrations) {
            throw invalid(
                    "`schemaVersion` is "
                            + saidVersion
                            + ", and the reducer has "
                            + migrations
                            + " migrations.");
        }
        if (saidVersion >= 0) {
            return saidVersion;
        }
        return ApplicationId.isOurs(file) ? Page.number(file, USER_VERSION) : 0;
    }

    /**
     * Says what else may be wrong where migrations fail on a file of whose version nothing is
     * known.
     */
    public SqlSyncException unmigrated(SqlSyncException failure) {
        if (failure.code() != ErrorCode.REDUCER_LOAD_FAILED
                || saidVersion >= 0
                || ApplicationId.isOurs(file)) {
            return failure;
        }
        return new SqlSyncException(
                failure.code(),
                failure.getMessage()
                        + " The file was taken to be at schema version 0: if it is at a later one,"
                        + " say so with `schemaVersion`.",
                failure.thrown(),
                failure);
    }

    private int checkedPageBytes() {
        for (int i = 0; i < MAGIC.length; i++) {
            if (file.length < HEADER_BYTES || file[i] != MAGIC[i]) {
                throw invalid("it is no SQLite file.");
            }
        }
        if (!knownVersion(file[WRITE_VERSION]) || !knownVersion(file[READ_VERSION])) {
            throw invalid("it was written by a version of SQLite that is not known here.");
        }
        if (file.length > BYTES_MAX) {
            throw invalid("it has " + file.length + " bytes; the most is " + BYTES_MAX + ".");
        }
        // Of a power of two from 512 to 65536; 1 stands for the last one.
        int said = (file[PAGE_SIZE] & 0xFF) << 8 | (file[PAGE_SIZE + 1] & 0xFF);
        int pageBytes = said == 1 ? 1 << 16 : said;
        if (pageBytes < 512 || Integer.bitCount(pageBytes) != 1) {
            throw invalid("its pages have " + said + " bytes, which no SQLite writes.");
        }
        return pageBytes;
    }

    private int checkedPages(int pageBytes) {
        int whole = file.length / pageBytes;
        int said = Page.number(file, PAGE_COUNT);
        boolean valid =
                said != 0 && Page.number(file, Page.CHANGE_COUNTER) == Page.number(file, VALID_FOR);
        int pages = valid ? said : whole;
        if (pages < 1 || pages > whole) {
            throw invalid("it is cut short.");
        }
        // What lies behind the pages that its header counts, SQLite itself does not look at.
        if (!valid && whole * pageBytes != file.length) {
            throw invalid(
                    "it has "
                            + (file.length - whole * pageBytes)
                            + " bytes too many, or is cut short: it does not end with a page.");
        }
        return pages;
    }

    private static boolean knownVersion(byte version) {
        return version == LEGACY || version == WAL;
    }

    /**
     * Has SQLite look at every page, index and constraint.
     *
     * @throws SqlSyncException {@code invalid-argument}, with the first thing it found
     */
    public static void checkIntegrity(Connection connection) {
        try (Statement check = connection.prepare("PRAGMA integrity_check(1)")) {
            String found = check.step() ? check.columnText(0) : "nothing";
            if (!"ok".equals(found)) {
                throw invalid("it fails SQLite's integrity check: " + found + ".");
            }
        } catch (SqlException failure) {
            throw unreadable(failure);
        }
    }

    /**
     * Has SQLite compile what reads and writes each table, and its triggers.
     *
     * @throws SqlSyncException {@code invalid-argument} where that needs what this SQLite lacks
     */
    public static void checkEngine(Connection connection) {
        List<String[]> all = new ArrayList<>();
        try (Statement schema = connection.prepare(SCHEMA)) {
            while (schema.step()) {
                all.add(new String[] {schema.columnText(0), schema.columnText(1)});
            }
        } catch (SqlException failure) {
            throw unreadable(failure);
        }
        for (String[] each : all) {
            String quoted = '"' + each[1].replace("\"", "\"\"") + '"';
            if (each[0].equals("index")) {
                compile(connection, each[1], "REINDEX " + quoted);
                continue;
            }
            compile(connection, each[1], "SELECT * FROM " + quoted + " ORDER BY 1");
            if (each[0].equals("table")) {
                compile(connection, each[1], "DELETE FROM " + quoted);
                compile(connection, each[1], "INSERT INTO " + quoted + " DEFAULT VALUES");
            }
        }
    }

    private static void compile(Connection connection, String name, String sql) {
        try {
            connection.prepare(sql).close();
        } catch (SqlException failure) {
            String lack = failure.getMessage();
            // What else is wrong with it was so before, and need not be used.
            if (lack.contains("no such module")
                    || lack.contains("no such collation sequence")
                    || lack.contains("no such function")) {
                throw invalid(
                        "\""
                                + name
                                + "\" needs what the SQLite of SQLSync does not have ("
                                + lack
                                + "). Drop it, and what uses it, first.");
            }
        }
    }

    /** What SQLite says of a file that it cannot even open. */
    public static SqlSyncException unreadable(SqlException failure) {
        return invalid("SQLite cannot read it: " + failure.getMessage() + ".");
    }

    private static SqlSyncException invalid(String why) {
        return new SqlSyncException(
                ErrorCode.INVALID_ARGUMENT, "The file cannot be imported: " + why);
    }
}
