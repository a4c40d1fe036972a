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
     * version that the file is at.
     *
     * @param migrations that the reducer has
     * @throws SqlSyncException {@code invalid-argument}
     */
    public void load(int migrations, Pages into) {
        int count = checkedPages();
        int version = version(migrations);
        for (int number = 1; number <= count; number++) {
            byte[] page = into.replace(number);
            System.arraycopy(file, (number - 1) * Page.BYTES, page, 0, Page.BYTES);
            if (number == 1) {
                withoutLog(page);
                if (ApplicationId.isOurs(file)) {
                    ApplicationId.clear(page);
                }
                Page.putNumber(page, USER_VERSION, version);
            }
        }
        into.commitTransaction();
    }

    /** The pager keeps no write-ahead log, and there is none beside these bytes. */
    private static void withoutLog(byte[] first) {
        first[WRITE_VERSION] = LEGACY;
        first[READ_VERSION] = LEGACY;
    }

    /**
     * The same with pages of our size, where SQLite has others. What is wrong with it otherwise is
     * for {@link #load} to say. Devices do without: there every byte of code counts.
     *
     * @throws SqlSyncException {@code invalid-argument} where SQLite cannot read it
     */
    public ImportedFile converted(Sqlite sqlite) {
        if (!begins() || pageBytes() == Page.BYTES || Integer.bitCount(pageBytes()) != 1) {
            return this;
        }
        if ((long) Page.number(file, PAGE_COUNT) * pageBytes() > file.length) {
            throw invalid("it is cut short.");
        }
        Pages pages = new Pages(Pages.PAGES_MAX);
        for (int at = 0; at < file.length; at += Page.BYTES) {
            byte[] page = pages.replace(at / Page.BYTES + 1);
            int length = Math.min(Page.BYTES, file.length - at);
            System.arraycopy(file, at, page, 0, length);
            Arrays.fill(page, length, Page.BYTES, (byte) 0);
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
        byte[] sized = new byte[pages.pageCount() * Page.BYTES];
        for (int number = 1; number <= pages.pageCount(); number++) {
            int at = (number - 1) * Page.BYTES;
            System.arraycopy(pages.page(number), 0, sized, at, Page.BYTES);
        }
        return new ImportedFile(sized, saidVersion);
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

    private boolean begins() {
        boolean begins = file.length >= HEADER_BYTES;
        for (int i = 0; i < MAGIC.length && begins; i++) {
            begins = file[i] == MAGIC[i];
        }
        return begins;
    }

    private int pageBytes() {
        int said = (file[PAGE_SIZE] & 0xFF) << 8 | (file[PAGE_SIZE + 1] & 0xFF);
        return said == 1 ? 65536 : said;
    }

    private int checkedPages() {
        if (!begins()) {
            throw invalid("it is no SQLite file.");
        }
        if (pageBytes() != Page.BYTES) {
            throw invalid(
                    "its pages have "
                            + pageBytes()
                            + " bytes, and SQLSync takes pages of 4096 only. Run \"PRAGMA"
                            + " journal_mode = DELETE; PRAGMA page_size = 4096; VACUUM\" on it"
                            + " first.");
        }
        if (!knownVersion(file[WRITE_VERSION]) || !knownVersion(file[READ_VERSION])) {
            throw invalid("it was written by a version of SQLite that is not known here.");
        }
        if (file.length > BYTES_MAX) {
            throw invalid("it has " + file.length + " bytes; the most is " + BYTES_MAX + ".");
        }
        int whole = file.length / Page.BYTES;
        int said = Page.number(file, PAGE_COUNT);
        boolean valid =
                said != 0 && Page.number(file, Page.CHANGE_COUNTER) == Page.number(file, VALID_FOR);
        int pages = valid ? said : whole;
        if (pages < 1 || pages > whole) {
            throw invalid("it is cut short.");
        }
        // What lies behind the pages that its header counts, SQLite itself does not look at.
        if (!valid && whole * Page.BYTES != file.length) {
            throw invalid(
                    "it has "
                            + (file.length - whole * Page.BYTES)
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
