package sqlsync.document.coordinator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import sqlsync.ErrorCode;
import sqlsync.Limits;
import sqlsync.SqlSyncException;
import sqlsync.jvm.CoordinatorWorld;
import sqlsync.jvm.ScriptedDevice;
import sqlsync.jvm.TestReducer;
import sqlsync.replication.Message;
import sqlsync.replication.ReplicationLimits;
import sqlsync.timeline.Mutation;

/** What becomes of mutations that are not plainly accepted. */
class CoordinatorOutcomesTest {
    private final CoordinatorWorld world = new CoordinatorWorld().start();

    @Test
    void rejectionsAreRepeatedUntilTheDeviceHasFlushedThem() {
        ScriptedDevice device = world.device("ann");
        device.acknowledges = false;
        device.connect().mutate("reject", "x");
        world.run();
        assertEquals("full", device.rejections.get(1L).reason());
        assertEquals(1, world.document.stats().unacknowledged());

        device.disconnect();
        world.restart();
        assertEquals(1, world.document.stats().unacknowledged(), "it survives a restart");
        world.run();
        assertEquals(0, world.document.stats().unacknowledged(), "its Attach said that it has it");

        device.acknowledges = true;
        device.mutate("reject", "y");
        world.run();
        assertEquals(0, world.document.stats().unacknowledged());
        device.mutate("add", "z");
        world.run();
        world.restart();
        assertEquals(0, world.document.stats().unacknowledged());
    }

    @Test
    void aRejectionThatTheDeviceLostIsSaidAgainInTheWelcome() {
        ScriptedDevice device = world.device("ann");
        device.connect();
        world.run();
        device.mutate("reject", "x");
        // The device's Entries and all that the coordinator says to them, but not its layer.
        world.deviceEvents.runSoon();
        world.events.runSoon();
        world.network.cutAll();
        world.run();

        assertEquals(1, device.welcome.rejections().size());
        assertEquals("No room for it.", device.rejections.get(1L).message());
        world.assertConverged();
    }

    @Test
    void aMutationThatCameAnotherWayIsADuplicate() {
        ScriptedDevice one = world.device("ann").connect();
        ScriptedDevice two = world.device("ann").connect();
        ScriptedDevice other = world.device("bob").connect();
        one.mutate("page", 1, "add", "once").mutate("page", 2, "add", "twice");
        world.run();
        two.mutate("page", 1, "add", "once").mutate("page", 3, "add", "thrice");
        other.mutate("page", 1, "add", "another-user's");
        world.run();

        assertEquals("once twice", world.names().substring(0, 10));
        assertEquals(
                "another-user's once thrice twice",
                world.rows("SELECT name FROM items ORDER BY 1"));
        assertEquals(1, world.document.stats().duplicates());
        world.assertConverged();

        world.restart();
        ScriptedDevice third = world.device("ann").connect();
        third.mutate("page", 2, "add", "twice");
        world.run();
        assertEquals(1, world.document.stats().duplicates(), "it is remembered over a restart");
        world.assertConverged();
    }

    @Test
    void aMutationThatComesAfterALaterOneIsRefused() {
        ScriptedDevice one = world.device("ann").connect();
        one.mutate("page", 5, "add", "five");
        world.run();
        one.mutate("page", 3, "add", "three");
        world.run();
        assertEquals("five", world.names());
        assertEquals("out-of-order", one.rejections.get(2L).reason());
        assertEquals(0, world.document.stats().duplicates());

        world.restart();
        ScriptedDevice two = world.device("ann").connect();
        two.mutate("page", 5, "add", "five").mutate("page", 3, "add", "three");
        world.run();
        assertEquals(2, world.document.stats().duplicates(), "both came before");
        assertEquals(0, two.rejections.size());
        two.mutate("page", 4, "add", "four").mutate("page", 6, "add", "six");
        world.run();
        assertEquals("five six", world.names());
        assertEquals("out-of-order", two.rejections.get(3L).reason());
        world.assertConverged();
    }

    @Test
    void theSamePostedIdWithOtherCallsIsRefused() {
        List<Mutation.Call> calls = List.of(new Mutation.Call("add", "a"));
        CoordinatorWorld.Told<List<String>> first = post(calls);
        assertEquals(List.of("\"a\""), first.get());
        for (int lives = 0; lives < 2; lives++) {
            for (List<Mutation.Call> other :
                    List.of(
                            List.of(new Mutation.Call("add", "b")),
                            List.of(new Mutation.Call("reject", "a")),
                            List.of(new Mutation.Call("add", "a"), new Mutation.Call("add", "")))) {
                assertEquals(ErrorCode.ALREADY_EXISTS, post(other).failure().code());
            }
            assertEquals(first.get(), post(calls).get());
            assertEquals("a", world.names());
            world.restart();
        }
    }

    private CoordinatorWorld.Told<List<String>> post(List<Mutation.Call> calls) {
        CoordinatorWorld.Told<List<String>> told = new CoordinatorWorld.Told<>();
        world.document.mutate("ann", null, "order-4711", calls, told);
        world.run();
        return told;
    }

    @Test
    void fiveHundredPoisonousMutationsStopNobody() {
        ScriptedDevice bad = world.device("mallory");
        ScriptedDevice good = world.device("ann");
        String[] poison = {"reject", "throw", "bad-sql", "rollback", "long-message"};
        for (int i = 0; i < 500; i++) {
            if (i % 7 == 6) {
                bad.entry(new byte[] {1, (byte) i});
            } else {
                bad.mutate(poison[i % poison.length], "p" + i);
            }
            if (i % 5 == 0) {
                good.mutate("add", "g" + i);
                bad.mutate("add", "m" + i);
            }
        }
        bad.connect();
        good.connect();
        world.run();

        assertEquals(200, world.document.stats().accepted());
        assertEquals(500, world.document.stats().rejected());
        assertEquals(500, bad.rejections.size());
        assertEquals(0, good.rejections.size());
        for (Message.Rejection rejection : bad.rejections.values()) {
            assertTrue(rejection.message().length() <= ReplicationLimits.TEXT_CHARS_MAX);
        }
        world.assertConverged();
        world.restart();
        world.run().assertConverged();
    }

    @Test
    void whatANewerReducerMadeIsHeldAndOthersGoOn() {
        ScriptedDevice newer = world.device("ann").connect();
        ScriptedDevice other = world.device("bob").connect();
        newer.mutate("add", "a1");
        newer.schemaVersion = 2;
        newer.mutate("add", "a2").mutate("add", "a3");
        other.mutate("add", "b1");
        world.run();
        other.mutate("add", "b2");
        world.run();

        assertEquals("a1 b1 b2", world.rows("SELECT name FROM items ORDER BY name"));
        assertEquals(2, newer.unsettled());
        assertEquals(1, world.document.stats().held());
        assertTrue(newer.heard.stream().anyMatch(m -> m instanceof Message.Held h && h.lsn() == 2));

        world.reducer = new TestReducer(2, null);
        world.document.replaceReducer(world.reducer);
        world.run();
        assertEquals("a1 a2 a3 b1 b2", world.rows("SELECT name FROM items ORDER BY name"));
        assertEquals(0, world.document.stats().held());
        world.assertConverged();
    }

    @Test
    void aMutationThatTheReducerLacksIsHeldUntilItHasIt() {
        ScriptedDevice device = world.device("ann").connect();
        device.mutate("rename", "r").mutate("add", "a");
        world.run();
        assertEquals("", world.names());
        assertEquals(2, device.unsettled());

        world.reducer = new TestReducer(1, "rename");
        world.restart();
        world.run();
        assertEquals("r a", world.names());
        world.assertConverged();
    }

    @Test
    void whoMayOnlyReadReadsAndItsMutationsAreRejected() {
        ScriptedDevice author = world.device("ann").connect();
        author.mutate("add", "a");
        world.run();
        world.writes = false;
        ScriptedDevice guest = world.device("guest").connect();
        guest.mutate("add", "g").mutate("no-such-mutation", "g");
        world.run();
        assertEquals("a", world.names());
        assertEquals(0, guest.unsettled());
        assertEquals(
                List.of("read-only", "read-only"),
                guest.rejections.values().stream().map(Message.Rejection::code).toList());
        world.assertConverged();
    }

    @Test
    void whatWasAcceptedBeforeARightWasTakenAwayStays() {
        ScriptedDevice device = world.device("ann").connect();
        device.mutate("add", "a");
        world.run();
        device.disconnect();
        world.writes = false;
        device.mutate("add", "b");
        device.connect();
        world.run();
        assertEquals("a", world.names());
        assertEquals(
                List.of("read-only"),
                device.rejections.values().stream().map(Message.Rejection::code).toList());
        world.assertConverged();
    }

    @Test
    void aGapIsDeclaredAndWorkGoesOn() {
        ScriptedDevice device = world.device("ann");
        device.mutate("add", "lost-1").mutate("add", "lost-2").mutate("add", "kept");
        device.log.timeline().dropPrefix(2);
        device.mutate("add", "later");
        device.connect();
        world.run();

        assertEquals("kept later", world.names());
        assertEquals(1, world.document.stats().gaps());
        world.assertConverged();
    }

    @Test
    void aTimelineBelongsToWhoFirstPresentedIt() {
        ScriptedDevice device = world.device("ann").connect();
        device.mutate("add", "a");
        world.run();
        device.disconnect();
        device.user("bob");
        device.mutate("add", "b");
        world.restart();
        world.run();

        assertEquals("unauthorized", device.refused.code());
        assertEquals("a", world.names());
    }

    @Test
    void anotherDocumentOrReducerIsRefused() {
        ScriptedDevice device = world.device("ann");
        device.document = "no-such-document";
        device.connect();
        world.run();
        assertEquals("not-found", device.refused.code());

        ScriptedDevice other = world.device("ann");
        other.reducer = "notes";
        other.connect();
        world.run();
        assertEquals("incompatible", other.refused.code());
    }

    @Test
    void theSameTimelineOnASecondConnectionEndsTheFirst() {
        ScriptedDevice device = world.device("ann").connect();
        device.mutate("add", "a");
        world.run();
        device.attach(2);
        world.run();
        assertTrue(
                device.heard.stream()
                        .anyMatch(m -> m instanceof Message.Refused r && r.channel() == 1));
        assertEquals(1, world.document.stats().channels());
    }

    @Test
    void aPostedMutationTakesEffectOnceWhateverIsSentAgain() {
        ScriptedDevice device = world.device("ann").connect();
        assertEquals(List.of("\"p\""), post("id-1", "add", "p").get());
        assertEquals(List.of("\"p\""), post("id-1", "add", "p").get());
        assertEquals(ErrorCode.MUTATION_REJECTED, post("id-2", "reject", "q").failure().code());
        world.restart();
        assertEquals(List.of("\"p\""), post("id-1", "add", "p").get());
        assertEquals("full", post("id-2", "reject", "q").failure().reason());
        assertEquals(ErrorCode.UNKNOWN_MUTATION, post("id-3", "no-such", "").failure().code());
        assertEquals(ErrorCode.INVALID_ARGUMENT, post("", "add", "").failure().code());
        world.run();

        assertEquals("p", world.names());
        world.assertConverged();
        assertNull(device.refused);
        assertFalse(device.heard.isEmpty());
    }

    @Test
    void resultsBeyondTheLimitAreTooLargeAndLeaveNothing() {
        int quotes = 2;
        String largest = "x".repeat(Limits.RESULTS_BYTES_MAX - quotes);
        assertEquals(List.of("\"" + largest + "\""), post("id-1", "add", largest).get());
        SqlSyncException beyond = post("id-2", "add", largest + "x").failure();
        assertEquals(ErrorCode.TOO_LARGE, beyond.code());
        assertTrue(beyond.getMessage().contains("8388608 bytes"), beyond.getMessage());
        assertEquals("1", world.rows("SELECT count(*) FROM items"));
        assertEquals(beyond.code(), post("id-2", "add", largest + "x").failure().code());
    }

    @Test
    void aPostedIdIsTakenUpToTheLimit() {
        int most = Limits.POSTED_ID_CHARS_MAX;
        for (int chars = most - 1; chars <= most; chars++) {
            assertEquals(List.of("\"p\""), post("i".repeat(chars), "add", "p").get());
        }
        SqlSyncException beyond = post("i".repeat(most + 1), "add", "p").failure();
        assertEquals(ErrorCode.INVALID_ARGUMENT, beyond.code());
        assertTrue(beyond.getMessage().contains("100 characters"), beyond.getMessage());
    }

    @Test
    void whatStopsSqliteEndsTheChannelsAndLosesNothing() {
        ScriptedDevice bad = world.device("mallory").connect();
        ScriptedDevice good = world.device("ann").connect();
        good.mutate("add", "g1");
        world.run();
        bad.reconnects = false;
        good.reconnects = false;
        world.document.replaceReducer(new TestReducer(1, TestReducer.TRAP));
        bad.mutate("add", "b1").mutate(TestReducer.TRAP, "t").mutate("add", "b2");
        CoordinatorWorld.Told<List<String>> posted = post("id", "add", "p");
        world.run();

        assertEquals(1, world.breaks);
        assertEquals(List.of("\"p\""), posted.get());
        assertEquals(0, world.document.stats().channels());
        assertEquals(ErrorCode.CLOSED, post("later", "add", "x").failure().code());

        world.restart();
        bad.reconnects = true;
        good.reconnects = true;
        good.mutate("add", "g2");
        world.run();
        assertEquals("b1 g1 g2 p", world.rows("SELECT name FROM items ORDER BY name"));
        assertEquals(1, world.document.stats().held(), "it is not known any more");
        assertEquals(2, bad.unsettled());
        assertEquals(0, good.unsettled());
    }

    private CoordinatorWorld.Told<List<String>> post(String id, String name, String argument) {
        CoordinatorWorld.Told<List<String>> told = new CoordinatorWorld.Told<>();
        world.document.mutate("server", null, id, List.of(new Mutation.Call(name, argument)), told);
        world.events.runSoon();
        return told;
    }
}
