package sqlsync.replication;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

/** A device's end of a connection: it comes back from everything. */
class ClientConnectionTest extends ConnectionStory {
    @Test
    void channelOpensWhenBothHaveGreeted() {
        ClientChannel channel = open();
        assertEquals(0, channel.number());
        coordinator.link().opened();
        assertEquals(List.of(new Message.Hello(4, 1, "test")), coordinator.heard);
        assertFalse(connection.isOpen());
        coordinator.say(new Message.Hello(1, 1, "coordinator"));
        assertTrue(connection.isOpen());
        assertEquals(1, channel.number());
        coordinator.welcome(1);
        assertEquals(List.of("Welcome"), told);
        assertEquals(0, channel.reopened());
        assertTrue(channel.bytesSent() > 0 && channel.bytesReceived() > 0);
    }

    @Test
    void whoOpensWhileTheLinkIsOpenedWaitsForIt() {
        open();
        open();
        assertEquals(1, coordinator.links.size());
        coordinator.greet();
        assertEquals(2, coordinator.attachments().size());
    }

    @Test
    void lastDocumentTakesTheLinkAlong() {
        ClientChannel channel = opened();
        channel.close();
        assertEquals(List.of("No document is open."), coordinator.closed);
        events.run();
        assertEquals(1, coordinator.links.size());
        open();
        assertEquals(2, coordinator.links.size());
    }

    @Test
    void documentClosedBeforeTheLinkIsOpenedOpensNone() {
        ClientChannel channel = connection.open(this, null);
        channel.close();
        events.run();
        assertTrue(coordinator.links.isEmpty());
    }

    @Test
    void lostLinkIsOpenedAgainAndTheChannelWithIt() {
        ClientChannel channel = opened();
        coordinator.link().ended("gone");
        assertEquals(List.of("interrupted"), told);
        assertEquals(0, channel.number());
        untilLinks(2);
        coordinator.greet();
        coordinator.welcome(1);
        assertEquals(1, channel.reopened());
    }

    @Test
    void whatAnOldLinkSaysIsPassedOver() {
        opened();
        LinkOpener.Listener old = coordinator.link();
        old.ended("gone");
        untilLinks(2);
        told.clear();
        int heard = coordinator.heard.size();
        old.opened();
        old.received(new byte[] {99});
        old.ended("again");
        assertEquals(heard, coordinator.heard.size());
        assertTrue(told.isEmpty());
        coordinator.greet();
        assertTrue(connection.isOpen());
    }

    @Test
    void networkThatIsBackIsUsedAtOnce() {
        opened();
        coordinator.link().ended("gone");
        connection.online();
        assertEquals(2, coordinator.links.size());
        connection.online();
        assertEquals(2, coordinator.links.size());
        coordinator.greet();
        coordinator.say(new Message.Refused(1, "closed", "The coordinator closes.", true));
        connection.online();
        assertEquals(3, coordinator.attachments().size());
        connection.online();
        assertEquals(3, coordinator.attachments().size());
    }

    @Test
    void channelThatIsOpenedWhileWaitingDoesNotHurry() {
        opened();
        coordinator.link().ended("gone");
        open();
        assertEquals(1, coordinator.links.size());
        untilLinks(2);
        coordinator.greet();
        assertEquals(3, coordinator.attachments().size());
    }

    @Test
    void closingEndsEverythingForGood() {
        opened();
        connection.close();
        assertEquals(List.of("No document is open."), coordinator.closed);
        connection.online();
        events.run();
        assertEquals(1, coordinator.links.size());
        assertFalse(connection.isOpen());
    }

    @Test
    void closingWhileWaitingWaitsForNothing() {
        opened();
        coordinator.link().ended("gone");
        connection.close();
        events.run();
        assertEquals(1, coordinator.links.size());
    }

    @Test
    void silentCoordinatorIsAskedAndThenTakenForGone() {
        opened();
        untilLinks(2);
        List<Message> asked =
                coordinator.heard.stream().filter(Message.Ping.class::isInstance).toList();
        assertEquals(new Message.Ping(1), asked.get(0));
        assertTrue(asked.size() > 1);
        assertEquals(List.of("interrupted"), told);
        assertEquals(1, coordinator.closed.size());
    }

    @Test
    void coordinatorThatNeverGreetsIsTakenForGone() {
        open();
        coordinator.link().opened();
        untilLinks(2);
        assertEquals(List.of(new Message.Hello(4, 1, "test")), coordinator.heard);
    }

    @Test
    void signsOfLifeAreAnsweredAndHeard() {
        opened();
        coordinator.say(new Message.Ping(7));
        assertEquals(new Message.Pong(7), coordinator.last());
        coordinator.say(new Message.Pong(7));
        assertTrue(told.isEmpty());
        assertTrue(connection.isOpen());
    }

    @Test
    void coordinatorThatClosesIsConnectedAgain() {
        opened();
        coordinator.say(new Message.Closing("restart"));
        assertEquals(1, coordinator.closed.size());
        untilLinks(2);
        coordinator.link().opened();
        coordinator.say(new Message.Closing("not yet"));
        assertEquals(2, coordinator.closed.size());
        untilLinks(3);
    }

    @Test
    void versionsThatDoNotMeetAreIncompatible() {
        open();
        coordinator.link().opened();
        coordinator.say(new Message.Hello(9, 5, "from the future"));
        assertEquals(List.of("interrupted", "refused: incompatible"), told);
        untilLinks(2);
        coordinator.link().opened();
        coordinator.say(new Message.Hello(0, 0, "from the past"));
        assertEquals("refused: incompatible", told.get(told.size() - 1));
    }

    @Test
    void newerCoordinatorThatSpeaksOurVersionIsUnderstood() {
        open();
        coordinator.link().opened();
        coordinator.say(new Message.Hello(9, 1, "from the future"));
        assertTrue(connection.isOpen());
    }

    @Test
    void malformedFramesEndTheLinkAndAnotherFollows() {
        List<Runnable> bad =
                List.of(
                        () -> coordinator.link().received(new byte[0]),
                        () -> coordinator.say(new Message.Pong(1)),
                        () -> {
                            coordinator.greet();
                            coordinator.say(new Message.Detach(1));
                        },
                        () -> {
                            coordinator.greet();
                            coordinator.say(new Message.Acknowledge(1, 0, 0));
                        },
                        () -> {
                            coordinator.greet();
                            coordinator.welcome(1);
                            coordinator.welcome(1);
                        });
        open();
        coordinator.link().opened();
        for (int i = 0; i < bad.size(); i++) {
            bad.get(i).run();
            assertEquals(i + 1, coordinator.closed.size());
            assertTrue(coordinator.closed.get(i).startsWith("Malformed: "));
            untilLinks(i + 2);
        }
    }

    @Test
    void messagesOfANewerVersionArePassedOver() {
        open();
        coordinator.link().opened();
        coordinator.say(new Message.Hello(9, 1, "from the future"));
        coordinator.link().received(new byte[] {99});
        assertTrue(connection.isOpen());
    }

    @Test
    void nothingIsOpenedOnceTheConnectionIsClosed() {
        connection.close();
        connection.close();
        open();
        events.run();
        assertTrue(coordinator.links.isEmpty());
    }

    @Test
    void coordinatorThatIsNotReachedIsToldWithTimeAndTries() {
        open();
        coordinator.link().ended("Nobody listens.");
        assertEquals(List.of("interrupted", "hindered: unreachable"), told);
        assertEquals(
                "No coordinator was reached at ws://test/sync. Nobody listens.", sentences.get(0));
        untilLinks(2);
        coordinator.link().ended("Nobody listens.");
        assertEquals(
                "No coordinator was reached at ws://test/sync since 22:13:20 UTC, 2 tries. Nobody"
                        + " listens.",
                sentences.get(1));
    }

    @Test
    void linkThatWasGoodIsLostWithoutAProblemUntilTheNextFails() {
        opened();
        coordinator.link().ended("gone");
        assertEquals(List.of("interrupted"), told);
        untilLinks(2);
        coordinator.link().ended("gone");
        assertEquals(List.of("interrupted", "interrupted", "hindered: unreachable"), told);
    }

    @Test
    void refusedOriginIsToldInTheCoordinatorsWords() {
        open();
        coordinator.link().refused("origin-refused", "Not yours.");
        assertEquals(List.of("interrupted", "hindered: origin-refused"), told);
        assertEquals(List.of("Not yours."), sentences);
        untilLinks(2);
    }

    @Test
    void serverThatTakesTheConnectionAndSaysNothingIsNotWaitedForLong() {
        open();
        coordinator.link().opened();
        long openedAt = events.now();
        while (told.isEmpty()) {
            assertTrue(events.step());
        }
        assertEquals(List.of("interrupted", "hindered: unreachable"), told);
        assertTrue(sentences.get(0).contains("said nothing"), sentences.get(0));
        assertTrue(events.now() - openedAt <= ReplicationLimits.HELLO_WITHIN_MILLIS);
    }

    @Test
    void whoeverWaitsHasItTriedWithinAMomentHoweverLongItWasAway() {
        ClientChannel channel = open();
        for (int i = 1; i < 12; i++) {
            coordinator.link().ended("away");
            untilLinks(i + 1);
        }
        coordinator.link().ended("away");
        long asked = events.now();
        channel.hurry();
        untilLinks(13);
        assertTrue(events.now() - asked <= BackOff.FIRST_MILLIS);
    }

    /** Who asks again and again, with every link failing, has two tries a wait at most. */
    @Test
    void askingOftenMakesNoStampede() {
        ClientChannel channel = open();
        coordinator.link().ended("away");
        int asked = 0;
        int links = coordinator.links.size();
        while (coordinator.links.size() == links) {
            channel.hurry();
            asked++;
            assertTrue(asked < 10_000 && events.step());
        }
        assertEquals(links + 1, coordinator.links.size());
    }
}
