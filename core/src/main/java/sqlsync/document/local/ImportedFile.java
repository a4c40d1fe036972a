package sqlsync.document.local;

import java.util.ArrayList;
import java.util.List;
import sqlsync.ErrorCode;
import sqlsync.SqlSyncException;
import sqlsync.document.ApplicationId;
import sqlsync.journal.JournalLimits;
import sqlsync.page.Page;
import sqlsync.sqlite.Connection;
import sqlsync.sqlite.SqlException;
import sqlsync.sqlite.Statement;
import sqlsync.storage.Pages;

/**
 * A SQLite file from elsewhere: its header as far as it matters here, and its pages. Everything
 * that is wrong with it is an {@code invalid-argument}.
 */
final class ImportedFile {
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

    private ImportedFile() {}

    /**
     * Commits the file's pages as the first transaction of an empty database, with the schema
     * version that the file is at.
     *
     * @param migrations that the reducer has
     * @throws SqlSyncException {@code invalid-argument}
     */
    static void load(ImportRequest request, int migrations, Pages into) {
        byte[] file = request.file();
        int pages = checkedPages(file);
        int version = version(request, migrations);
        for (int number = 1; number <= pages; number++) {
            byte[] page = into.replace(number);
            System.arraycopy(file, (number - 1) * Page.BYTES, page, 0, Page.BYTES);
            if (number == 1) {
                // The pager keeps no write-ahead log, and there is none beside these bytes.
                page[WRITE_VERSION] = LEGACY;
                page[READ_VERSION] = LEGACY;
                if (ApplicationId.isOurs(file)) {
                    ApplicationId.clear(page);
                }
                Page.putNumber(page, USER_VERSION, version);
            }
        }
        into.commitTransaction();
    }

    private static int version(ImportRequest request, int migrations) {
        int version = request.schemaVersion();
        if (version > migrations) {
            throw invalid(
                    "`schemaVersion` is "
                            + version
                            + ", and the reducer has "
                            + migrations
                            + " migrations.");
        }
        if (version >= 0) {
            return version;
        }
        return ApplicationId.isOurs(request.file()) ? Page.number(request.file(), USER_VERSION) : 0;
    }

    /**
     * Says what else may be wrong where migrations fail on a file of whose version nothing is
     * known.
     */
    static SqlSyncException unmigrated(ImportRequest request, SqlSyncException failure) {
        if (failure.code() != ErrorCode.REDUCER_LOAD_FAILED
                || request.schemaVersion() >= 0
                || ApplicationId.isOurs(request.file())) {
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

    private static int checkedPages(byte[] file) {
        for (int i = 0; i < MAGIC.length; i++) {
            if (file.length < HEADER_BYTES || file[i] != MAGIC[i]) {
                throw invalid("it is no SQLite file.");
            }
        }
        int pageSize = (file[PAGE_SIZE] & 0xFF) << 8 | (file[PAGE_SIZE + 1] & 0xFF);
        if (pageSize != Page.BYTES) {
            throw invalid(
                    "its pages have "
                            + (pageSize == 1 ? 65536 : pageSize)
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
    static void checkIntegrity(Connection connection) {
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
    static void checkEngine(Connection connection) {
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
    static SqlSyncException unreadable(SqlException failure) {
        return invalid("SQLite cannot read it: " + failure.getMessage() + ".");
    }

    private static SqlSyncException invalid(String why) {
        return new SqlSyncException(
                ErrorCode.INVALID_ARGUMENT, "The file cannot be imported: " + why);
    }
}
