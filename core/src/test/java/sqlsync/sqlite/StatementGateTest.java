package sqlsync.sqlite;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import sqlsync.ErrorCode;
import sqlsync.SqlSyncException;

class StatementGateTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT 1",
                "select * from t where a = 'BEGIN; COMMIT'",
                "VALUES (1), (2)",
                "INSERT INTO t VALUES (1)",
                "replace into t values (1)",
                "UPDATE t SET a = 1",
                "DELETE FROM t",
                "CREATE TABLE t(a)",
                "CREATE TABLE temp_readings(a)",
                "CREATE TABLE IF NOT EXISTS main.t(temp)",
                "CREATE VIEW v AS SELECT a.b FROM a",
                "CREATE UNIQUE INDEX i ON t(a)",
                "CREATE TRIGGER r AFTER INSERT ON t BEGIN SELECT 1; END",
                "CREATE VIRTUAL TABLE f USING fts4(a)",
                "DROP TABLE t",
                "ALTER TABLE t ADD COLUMN b",
                "REINDEX",
                "ANALYZE",
                "WITH x AS (SELECT 1) INSERT INTO t SELECT * FROM x",
                "EXPLAIN QUERY PLAN DELETE FROM t",
                "  \t\r\n\f-- why\n/* begin */ ; SELECT 1",
                "\uFEFFSELECT 1",
                "/* not /* nested */ SELECT 1",
                "PRAGMA table_info(t)",
                "PRAGMA main . user_version ;",
                "pragma defer_foreign_keys = on",
                "PRAGMA application_id(5)",
                "",
                " -- nothing"
            })
    void mutationMayDoThis(String sql) {
        assertDoesNotThrow(() -> StatementGate.MUTATION.check(sql, 0));
        assertDoesNotThrow(() -> StatementGate.MIGRATION.check(sql, 0));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "BEGIN",
                "begin immediate",
                "COMMIT",
                "END TRANSACTION",
                "ROLLBACK",
                "ROLLBACK TO s",
                "SAVEPOINT s",
                "RELEASE s",
                "ATTACH ':memory:' AS m",
                "DETACH m",
                "VACUUM",
                "vacuum into 'x'",
                "/**/BEGIN",
                "--\nBEGIN",
                "--BEGIN\r\nCOMMIT",
                "/*/ */BEGIN",
                ";;BEGIN",
                "\uFEFF BEGIN",
                "CREATE TEMP TABLE t(a)",
                "create temporary view v as select 1",
                "CREATE /* */ TEMP TRIGGER r AFTER INSERT ON t BEGIN SELECT 1; END",
                "CREATE TABLE temp.t(a)",
                "CREATE TABLE \"temp\".t(a)",
                "CREATE TABLE [TEMP] . t(a)",
                "CREATE TABLE IF NOT EXISTS `temp`.t(a)",
                "CREATE VIRTUAL TABLE temp.f USING fts4(a)",
                "PRAGMA journal_mode = wal",
                "PRAGMA main.user_version=3",
                "pragma user_version(3)",
                "PRAGMA \"user_version\" = 3",
                "PRAGMA[user_version]=3",
                "PRAGMA user_version/**/=/**/3",
                "PRAGMA temp.table_info(t)",
                "PRAGMA writable_schema = ON",
                "PRAGMA schema_version = 7",
                "PRAGMA synchronous",
                "PRAGMA optimize",
                "PRAGMA wal_checkpoint",
                "EXPLAIN PRAGMA user_version = 3",
                "EXPLAIN QUERY PLAN PRAGMA journal_mode = off",
                "EXPLAIN COMMIT",
                "SELEC 1",
                "'SELECT' 1",
                "WITH x AS (SELECT 1) COMMIT",
                "(SELECT 1)"
            })
    void mutationMayNotDoThis(String sql) {
        assertEquals(ErrorCode.SQL_ERROR, refusal(StatementGate.MUTATION, sql));
        assertEquals(ErrorCode.SQL_ERROR, refusal(StatementGate.MIGRATION, sql));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT 1",
                "VALUES (1)",
                "WITH x AS (SELECT 1) SELECT * FROM x",
                "WITH RECURSIVE c(x) AS (VALUES(1) UNION ALL SELECT x + 1 FROM c) SELECT x FROM c",
                "WITH replace AS (SELECT 1) SELECT * FROM replace",
                "WITH \"delete\" AS MATERIALIZED (SELECT 1), b(x) AS (SELECT 2) VALUES (1)",
                "EXPLAIN SELECT 1",
                "EXPLAIN QUERY PLAN INSERT INTO t VALUES (1)",
                "PRAGMA table_xinfo('t')",
                "PRAGMA user_version",
                "PRAGMA main.page_count",
                "PRAGMA integrity_check(10)"
            })
    void queryMayDoThis(String sql) {
        assertDoesNotThrow(() -> StatementGate.QUERY.check(sql, 0));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "INSERT INTO t VALUES (1)",
                "INSERT INTO t VALUES (1) RETURNING *",
                "REPLACE INTO t VALUES (1)",
                "UPDATE t SET a = 1",
                "DELETE FROM t",
                "WITH x AS (SELECT 1) DELETE FROM t",
                "WITH x AS (SELECT 1), y AS (SELECT 2) UPDATE t SET a = 1",
                "WITH x AS (SELECT ')') INSERT INTO t SELECT * FROM x",
                "WITH x AS (SELECT 1) REPLACE INTO t SELECT * FROM x",
                "WITH replace AS (SELECT 1) REPLACE INTO t SELECT * FROM replace",
                "CREATE TABLE t(a)",
                "DROP TABLE t",
                "ANALYZE",
                "BEGIN",
                "VACUUM",
                "PRAGMA user_version = 3",
                "PRAGMA defer_foreign_keys = on",
                "PRAGMA application_id = 1",
                "EXPLAIN PRAGMA user_version = 3"
            })
    void queryMayNotDoThis(String sql) {
        assertEquals(ErrorCode.READ_ONLY, refusal(StatementGate.QUERY, sql));
    }

    @ParameterizedTest
    @ValueSource(strings = {"SELECT ';'; COMMIT", "INSERT INTO t VALUES ('--'); COMMIT"})
    void onlyTheStatementAtThePositionCounts(String sql) {
        assertDoesNotThrow(() -> StatementGate.MUTATION.check(sql, 0));
        int second = sql.lastIndexOf(';') + 1;
        assertThrows(SqlSyncException.class, () -> StatementGate.MUTATION.check(sql, second));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "PRAGMA foreign_keys=OFF",
                "pragma main.foreign_keys = 1",
                "PRAGMA foreign_keys(ON)"
            })
    void onlyMigrationsMaySetForeignKeys(String sql) {
        assertDoesNotThrow(() -> StatementGate.MIGRATION.check(sql, 0));
        assertEquals(ErrorCode.SQL_ERROR, refusal(StatementGate.MUTATION, sql));
        assertEquals(ErrorCode.READ_ONLY, refusal(StatementGate.QUERY, sql));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "BEGIN|transaction already. Leave it out",
                "RELEASE s|transaction already. Leave it out",
                "ATTACH 'x' AS y|Open another document.",
                "VACUUM|Leave it out.",
                "CREATE TEMP TABLE t(a)|Use WITH, or a table",
                "CREATE TABLE temp.t(a)|Use WITH, or a table",
                "PRAGMA temp.table_info(t)|Leave \"temp.\" out.",
                "PRAGMA user_version = 3|Add a migration",
                "PRAGMA foreign_keys = OFF|Use PRAGMA defer_foreign_keys",
                "PRAGMA journal_mode = wal|Leave it out."
            })
    void whatIsRefusedSaysWhatToDo(String sql, String advice) {
        String message =
                assertThrows(SqlSyncException.class, () -> StatementGate.MUTATION.check(sql, 0))
                        .getMessage();
        assertTrue(message.contains(" is not allowed here: ") && message.contains(advice), message);
    }

    private static ErrorCode refusal(StatementGate gate, String sql) {
        return assertThrows(SqlSyncException.class, () -> gate.check(sql, 0), sql).code();
    }
}
