package sqlsync.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sqlsync.e2e.fixture.Document;
import sqlsync.e2e.fixture.Failure;
import sqlsync.e2e.fixture.Profile;
import sqlsync.e2e.fixture.Receipt;
import sqlsync.e2e.fixture.Story;
import sqlsync.e2e.fixture.Tab;

/** What a handle promises from opening to closing: receipts, durability, all-or-none. */
class HandlesIT extends Story {
    @Test
    void aReceiptHasAnIdAResultAndIsSettled() {
        Document document = tab().open(newId("letters"), "todo.js");
        Receipt one = document.mutate("add", Map.of("text", "milk"));
        Receipt two = document.mutate("add", Map.of("text", "bread"));
        assertEquals(Map.of("id", 1), one.result());
        assertEquals(Map.of("id", 2), two.result());
        assertTrue(!one.id().isEmpty() && !one.id().equals(two.id()));
        assertEquals(
                "{outcome: string:accepted}",
                document.describe("await (await it.mutate('clear')).settled"));
    }

    @Test
    void theStatusOfALocalDocument() {
        Document document = tab().open(newId("letters"), "todo.js");
        document.mutate("add", Map.of("text", "milk"));
        Map<?, ?> status = (Map<?, ?>) document.evaluate("({...it.status})");
        assertEquals("local", status.get("connection"));
        assertEquals("read-write", status.get("mode"));
        assertEquals(null, status.get("problem"));
        assertEquals("opfs", status.get("storage"));
        assertEquals(0, status.get("pending"));
        assertEquals(0, status.get("parked"));
        assertEquals(0, status.get("heldForUser"));
        assertEquals(1, status.get("schemaVersion"));
        document.tab().await("handles[0].status.unflushed === 0");
        assertEquals("[]", document.describe("await it.pending()"));
        assertEquals("[]", document.describe("await it.rejected()"));
        document.evaluate("(await it.sync(), null)");
    }

    @Test
    void statisticsAddUp() {
        Document document = tab().open(newId("letters"), "todo.js");
        document.mutate("add", Map.of("text", "milk"));
        document.column("SELECT text FROM todo");
        assertEquals(4096, document.stat("database.pageSize"));
        int pages = (Integer) document.stat("database.pages");
        assertTrue(pages >= 2, () -> pages + " pages");
        assertEquals(pages * 4096, document.stat("database.bytes"));
        assertEquals(document.export().length, document.stat("database.bytes"));
        assertTrue((Integer) document.stat("counters.mutations") >= 1);
        assertTrue((Integer) document.stat("counters.flushes") >= 1);
        assertTrue((Integer) document.stat("counters.queriesRun") >= 1);
        assertTrue((Integer) document.stat("storage.last") >= 1);
    }

    @Test
    void allCallsOfMutateAllHappen() {
        Document document = tab().open(newId("letters"), "todo.js");
        Object results =
                document.evaluate(
                        "(await it.mutateAll([['add', {text: 'milk'}], ['add', {text: 'bread'}],"
                                + " ['finish', {id: 2}]])).result");
        assertEquals(3, ((List<?>) results).size());
        assertEquals(List.of(0, 1), document.column("SELECT done FROM todo ORDER BY id"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"['finish', {id: 99}]", "['nonsense']", "['add', {text: new Date(0)}]"})
    void noneHappensWhenOneFails(String culprit) {
        Document document = tab().open(newId("letters"), "todo.js");
        document.mutate("add", Map.of("text", "milk"));
        Failure failure =
                document.failureOf(
                        "it.mutateAll([['add', {text: 'bread'}], "
                                + culprit
                                + ", ['add', {text: 'salt'}]])");
        assertTrue(
                List.of("mutation-rejected", "unknown-mutation", "invalid-argument")
                        .contains(failure.code()),
                failure::toString);
        assertEquals(List.of("milk"), document.column("SELECT text FROM todo"));
        document.mutate("add", Map.of("text", "bread"));
        assertEquals(2, document.value("SELECT count(*) FROM todo"));
    }

    @Test
    void badCallsOfMutateAllAreInvalidArguments() {
        Document document = tab().open(newId("letters"), "todo.js");
        for (String calls :
                List.of("undefined", "42", "'add'", "['add']", "[[]]", "[[1]]", "[null]")) {
            document.failureOf("it.mutateAll(" + calls + ")").is("invalid-argument");
        }
        assertEquals(
                "[]",
                document.describe("(await it.mutateAll([])).result"),
                "nothing is easily done");
    }

    @Test
    void aRelaxedMutationIsReadAtOnceAndIsThereAfterAFlush() {
        Profile profile = newProfile();
        Document document =
                profile.tab().open("letters", "todo.js", Map.of("durability", "relaxed"));
        document.mutate("add", Map.of("text", "milk"));
        assertEquals(List.of("milk"), document.column("SELECT text FROM todo"));
        document.flush();
        assertEquals(0, document.evaluate("it.status.unflushed"));
        profile.kill();
        profile.start();
        assertEquals(
                List.of("milk"),
                profile.tab().open("letters", "todo.js").column("SELECT text FROM todo"));
    }

    @Test
    void aRelaxedMutationIsSettledWhenItIsOnDisk() {
        Profile profile = newProfile();
        Document document =
                profile.tab().open("letters", "todo.js", Map.of("durability", "relaxed"));
        document.evaluate("await (await it.mutate('add', {text: 'milk'})).settled");
        profile.kill();
        profile.start();
        assertEquals(
                List.of("milk"),
                profile.tab().open("letters", "todo.js").column("SELECT text FROM todo"));
    }

    @Test
    void closingKeepsWhatWasNotAnsweredYet() {
        Profile profile = newProfile();
        Document document =
                profile.tab().open("letters", "todo.js", Map.of("durability", "relaxed"));
        document.evaluate(
                "(it.mutate('add', {text: 'milk'}), it.mutate('add', {text: 'bread'}),"
                        + " await it.close(), null)");
        profile.kill();
        profile.start();
        assertEquals(
                List.of("milk", "bread"),
                profile.tab()
                        .open("letters", "todo.js")
                        .column("SELECT text FROM todo ORDER BY id"));
    }

    @Test
    void everyCallAfterClosingIsClosedAndClosingAgainIsFine() {
        Document document = tab().open(newId("letters"), "todo.js");
        document.close();
        document.close();
        for (String call :
                List.of(
                        "mutate('add', {text: 'x'})",
                        "mutateAll([['add', {text: 'x'}]])",
                        "query('SELECT 1')",
                        "queryArrays('SELECT 1')",
                        "queryAll(['SELECT 1'])",
                        "flush()",
                        "sync()",
                        "pending()",
                        "rejected()",
                        "export()",
                        "stats()")) {
            document.failureOf("it." + call).is("closed");
        }
    }

    @Test
    void aHandleIsDisposedOf() {
        Document document = tab().open(newId("letters"), "todo.js");
        document.evaluate("(await it[Symbol.asyncDispose](), null)");
        document.failureOf("it.query('SELECT 1')").is("closed");
    }

    @Test
    void closingOneHandleLeavesTheOthers() {
        Tab tab = tab();
        String id = newId("letters");
        Document one = tab.open(id, "todo.js");
        Document two = tab.open(id, "todo.js");
        one.mutate("add", Map.of("text", "milk"));
        one.close();
        assertEquals(List.of("milk"), two.column("SELECT text FROM todo"));
        two.mutate("add", Map.of("text", "bread"));
        assertEquals(2, two.value("SELECT count(*) FROM todo"));
    }
}
