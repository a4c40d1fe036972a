package sqlsync.e2e;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sqlsync.e2e.fixture.Document;
import sqlsync.e2e.fixture.Failure;
import sqlsync.e2e.fixture.Story;

/**
 * Mutations that cannot be, or that go wrong: each fails with its code and a message to act on,
 * nothing of it is left behind, and the document works on.
 */
class BadMutationIT extends Story {
    @Test
    void whatAReducerThrowsIsTheCauseWithItsLine() {
        String url =
                server().publish(
                                "throws.js",
                                "export default { name: 'throws', migrations: [], mutations: {\n"
                                        + "  fail() {\n"
                                        + "    throw new RangeError('too much');\n"
                                        + "  },\n"
                                        + "  misuse(tx, { a }) {},\n"
                                        + "} };");
        Document document = tab().open(newId("throws"), url);
        assertEquals(
                "RangeError: too much, true, true",
                document.evaluate(
                        "await it.mutate('fail').catch(({ cause }) =>"
                                + " `${cause.name}: ${cause.message}, ${cause instanceof Error},"
                                + " ${cause.stack.includes('throws.js:3')}`)"));
        assertEquals(
                true,
                document.evaluate(
                        "await it.mutate('misuse').catch(({ cause }) =>"
                                + " cause.stack.includes('throws.js:5'))"));
    }

    /** A {@code StatementError} of sqlsync.d.ts. */
    @Test
    void theErrorOfAStatementNamesItAndHasSqlitesResultCode() {
        String url =
                server().publish(
                                "statements.js",
                                "export default { name: 'statements', migrations:"
                                        + " ['CREATE TABLE once (a UNIQUE)'], mutations: {\n"
                                        + "  caught(tx, { sql, params }) {\n"
                                        + "    try { tx.run(sql, params); } catch (error) {\n"
                                        + "      return [error.message, error.resultCode];\n"
                                        + "    }\n"
                                        + "  },\n"
                                        + "  binds(tx, { what }) {\n"
                                        + "    tx.all('SELECT ?', [what && new Date(0)]);\n"
                                        + "  },\n"
                                        + "} };");
        Document failing = tab().open(newId("statements"), url);
        String sql = "INSERT INTO once VALUES (1), (1)";
        assertEquals(
                List.of("UNIQUE constraint failed: once.a (in: " + sql + ")", 2067),
                failing.evaluate("(await it.mutate('caught', { sql: '" + sql + "' })).result"));
        failing.failureOf("it.mutate('binds', { what: 1 })")
                .because("threw")
                .mentions("it is a Date. Bind its getTime() or its toISOString(). (in: SELECT ?)");
        failing.failureOf("it.mutate('binds', {})")
                .because("threw")
                .mentions("it is undefined. Bind null, a number");
        assertEquals(
                true,
                failing.evaluate(
                        "await it.mutate('binds', {}).catch(({ cause }) =>"
                                + " cause.stack.includes('statements.js:8'))"));
    }

    @Test
    void whatAMigrationThrowsIsTheCauseWithItsLine() {
        String url =
                server().publish(
                                "migration-throws.js",
                                "export default { name: 'throws', migrations: [\n"
                                        + "  () => { throw new RangeError('too much'); },\n"
                                        + "], mutations: {} };");
        assertEquals(
                "reducer-load-failed, RangeError, true",
                tab().evaluate(
                                "argument => sqlsync.openDocument(argument[0],"
                                        + " { reducer: argument[1] }).catch(({ code, cause }) =>"
                                        + " `${code}, ${cause.name},"
                                        + " ${cause.stack.includes('migration-throws.js:2')}`)",
                                List.of(newId("throws"), url)));
    }

    private Document document;

    @BeforeEach
    void aDocumentWithOneThing() {
        document = tab().open(newId("chaos"), "chaos.js");
        document.mutate("add", Map.of("name", "first"));
    }

    @AfterEach
    void nothingIsLeftBehindAndTheDocumentWorksOn() {
        assertEquals(List.of("first"), document.column("SELECT name FROM things"));
        assertEquals(0, document.value("SELECT count(*) FROM parts"));
        document.mutate("add", Map.of("name", "next"));
        assertEquals(List.of("first", "next"), document.column("SELECT name FROM things"));
        assertEquals("ok", document.integrity());
        String id = (String) document.evaluate("it.id");
        Document other = tab().open(id, "chaos.js");
        assertEquals(List.of("first", "next"), other.column("SELECT name FROM things"));
    }

    private Failure mutation(String arguments) {
        return document.failureOf("it.mutate(" + arguments + ")");
    }

    @Test
    void anUnknownMutationIsRefusedByItsName() {
        Failure failure = mutation("'ad', {name: 'x'}").is("unknown-mutation").mentions("ad");
        assertEquals("ad", failure.mutation());
        failure.mentions("It has: add, runs, reads, throwsError,");
        assertTrue(failure.message().length() < 400, failure::toString);
        mutation("'toString'").is("unknown-mutation");
        mutation("'constructor'").is("unknown-mutation");
        mutation("'__proto__'").is("unknown-mutation");
    }

    @Test
    void argumentsBeyondTheLimitAreTooLargeAndTheTabLives() {
        mutation("'add', {name: new Uint8Array(8 << 20)}")
                .is("too-large")
                .mentions("more than 8388608 bytes");
        mutation("'add', {name: new Uint8Array(300 << 20)}").is("too-large");
    }

    @Test
    void aNameThatIsNotTextIsAnInvalidArgument() {
        mutation("''").is("invalid-argument");
        mutation("42").is("invalid-argument");
        mutation("undefined").is("invalid-argument");
        mutation("Symbol('add')").is("invalid-argument");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "NaN",
                "Infinity",
                "-Infinity",
                "new Date(0)",
                "() => 1",
                "Symbol('s')",
                "new Map()",
                "new Set([1])",
                "/x/",
                "new Error('x')",
                "new (class Point {})()",
                "[undefined]",
                "[1, , 2]",
                "new Float64Array(1)",
                "new ArrayBuffer(1)",
                "new Blob(['x'])",
                "document.createElement('p')",
                "Promise.resolve(1)",
                "'\\ud800'",
                "'a\\udc00b'",
                "['\\udfff\\ud800']",
                "{'\\ud800': 1}",
                "(() => { const cycle = {}; cycle.self = [cycle]; return cycle; })()",
                "(() => { let deep = []; for (let i = 0; i < 5000; i++) deep = [deep]; return deep; })()"
            })
    void whatCannotBeStoredIsAnInvalidArgument(String value) {
        mutation("'add', {name: " + value + "}").is("invalid-argument").mentions("name");
        mutation("'add', " + value).is("invalid-argument");
    }

    @Test
    void theMessageSaysWhereTheOffenderIs() {
        mutation("'add', {items: [0, {due: new Date(0)}]}")
                .is("invalid-argument")
                .mentions("items[1].due");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "undefined",
                "NaN",
                "Infinity",
                "date",
                "big",
                "map",
                "function",
                "surrogate"
            })
    void whatTheReducerCannotBindRejectsItsMutation(String what) {
        mutation("'binds', {what: '" + what + "'}").is("mutation-rejected").because("threw");
    }

    @Test
    void aBigintBeyond64BitsIsRefused() {
        Failure failure = mutation("'add', {name: 2n ** 64n}");
        assertTrue(
                List.of("mutation-rejected", "invalid-argument").contains(failure.code()),
                failure::toString);
    }

    @Test
    void whatTheReducerThrowsIsSaid() {
        Failure failure =
                mutation("'throwsError'")
                        .is("mutation-rejected")
                        .because("threw")
                        .mentions("the reducer fell over");
        assertEquals("throwsError", failure.mutation());
        assertEquals(document.evaluate("it.id"), failure.documentId());
        mutation("'throwsText'").is("mutation-rejected").because("threw").mentions("just text");
        mutation("'throwsNothing'").is("mutation-rejected").because("threw");
        mutation("'add'")
                .is("mutation-rejected")
                .because("threw")
                .mentions("The mutation \"add\", called without arguments: ");
        mutation("'add', null").is("mutation-rejected").because("threw").mentions("with null");
    }

    @Test
    void aRejectionHasTheCodeAndTheMessageOfTheReducer() {
        mutation("'rejects', {code: 'too-late', message: 'The shop is closed.'}")
                .is("mutation-rejected")
                .because("too-late")
                .mentions("The shop is closed.");
        mutation("'rejects', {code: 'too-late'}").is("mutation-rejected").because("too-late");
    }

    @Test
    void aRejectionThatTheReducerSwallowsIsOneAllTheSame() {
        mutation("'swallowsItsRejection'").is("mutation-rejected").because("swallowed");
    }

    @Test
    void anAsynchronousMutationIsRejectedAndDoesNothingLaterEither() {
        mutation("'isAsync'").is("mutation-rejected").because("async");
        mutation("'returnsThenable'").is("mutation-rejected").because("async");
    }

    @Test
    void aResultThatCannotBeStoredRejectsItsMutation() {
        mutation("'returnsFunction'").is("mutation-rejected").because("threw");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "COMMIT",
                "commit",
                "END TRANSACTION",
                "BEGIN",
                "ROLLBACK",
                "SAVEPOINT mine",
                "RELEASE mine",
                "ROLLBACK TO mine",
                "ATTACH ':memory:' AS other",
                "DETACH main",
                "VACUUM",
                "VACUUM INTO 'copy.db'",
                "PRAGMA user_version = 7",
                "PRAGMA journal_mode = WAL",
                "PRAGMA writable_schema = 1",
                "PRAGMA foreign_keys = OFF",
                "CREATE TEMP TABLE secret (x)",
                "/* not */ -- really\\n COMMIT",
                "INSERT INTO things (name) VALUES ('a'); COMMIT",
                ";COMMIT"
            })
    void aStatementThatIsNotTheReducersToMakeRejectsItsMutation(String sql) {
        mutation("'runs', {sql: \"" + sql + "\"}").is("mutation-rejected").because("threw");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "INSERT OR ROLLBACK INTO things (name) VALUES ('first')",
                "INSERT INTO things (name) VALUES ('rollback')",
                "UPDATE OR ROLLBACK things SET name = 'first'"
            })
    void endingTheTransactionFromWithinRejectsOnlyThatMutation(String sql) {
        // With others in the same batch, which must not suffer.
        Object outcomes =
                document.evaluate(
                        """
                        (await Promise.all([
                          it.mutate("catchesAConstraint", { name: "first" }),
                          it.mutate("runs", { sql: argument }),
                          it.mutate("catchesAConstraint", { name: "first" }),
                        ].map((call) => call.then(() => "done", (error) => error.code + " " + error.reason))))
                        """,
                        sql);
        assertEquals(List.of("done", "mutation-rejected threw", "done"), outcomes);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "INSERT INTO things (name) VALUES ('first')",
                "INSERT INTO things (name) VALUES (NULL)",
                "INSERT INTO things (name) VALUES ('abort')",
                "INSERT INTO nowhere VALUES (1)",
                "SELEC 1",
                "INSERT INTO things (name) VALUES ('a'); SELEC 1",
                "SELECT 'unclosed",
                "DELETE FROM things WHERE"
            })
    void anErrorOfSqlRejectsItsMutationAndSaysWhatSqliteSaid(String sql) {
        mutation("'runs', {sql: \"" + sql + "\"}").is("mutation-rejected").because("threw");
    }

    @Test
    void parametersThatDoNotFitRejectTheMutation() {
        assertAll(
                () ->
                        mutation("'runs', {sql: 'DELETE FROM things WHERE id = ?'}")
                                .is("mutation-rejected"),
                () ->
                        mutation("'runs', {sql: 'DELETE FROM things WHERE id = ?', params: [1, 2]}")
                                .is("mutation-rejected"),
                () ->
                        mutation(
                                        "'runs', {sql: 'DELETE FROM things WHERE id = :id', params: {di: 1}}")
                                .is("mutation-rejected"));
    }

    @Test
    void aForeignKeyThatIsBrokenAtTheEndRejectsItsMutation() {
        mutation("'breaksAForeignKey'").is("mutation-rejected").because("threw");
    }

    @Test
    void aTransactionThatIsOverCannotBeUsed() {
        document.mutate("keepsItsTransaction");
        mutation("'usesTheKeptTransaction'").is("mutation-rejected").because("threw");
    }

    @Test
    void aConstraintThatTheReducerCatchesIsItsOwnAffair() {
        Object result = document.mutate("catchesAConstraint", Map.of("name", "first")).result();
        assertTrue(result.toString().toUpperCase().contains("UNIQUE"), result::toString);
    }
}
