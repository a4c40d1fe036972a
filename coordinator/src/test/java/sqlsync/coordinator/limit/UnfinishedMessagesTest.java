package sqlsync.coordinator.limit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class UnfinishedMessagesTest {
    private final Budget budget = new Budget(1_000);
    private final UnfinishedMessages messages = new UnfinishedMessages(budget);
    private final List<String> displaced = new ArrayList<>();

    /** A socket that has received so many bytes of a message. */
    private final class Socket implements UnfinishedMessages.Receiver {
        private final String holder;
        private final String name;
        private int bytes;

        Socket(String holder, String name) {
            this.holder = holder;
            this.name = name;
        }

        boolean receive(int more) {
            boolean room = messages.take(holder, this, more);
            bytes += room ? more : 0;
            return room;
        }

        @Override
        public void displaced() {
            displaced.add(name);
            messages.give(holder, bytes);
        }
    }

    @Test
    void whatAHolderBeganFirstMakesRoomForWhatItSendsNow() {
        Socket first = new Socket("eve", "first");
        Socket second = new Socket("eve", "second");
        assertTrue(first.receive(200));
        assertTrue(second.receive(200));
        assertTrue(first.receive(100));
        assertTrue(new Socket("eve", "third").receive(150));
        assertEquals(List.of("first"), displaced);
        assertEquals(350, budget.taken());
    }

    @Test
    void messagesOfOthersStay() {
        assertTrue(new Socket("eve", "eve's").receive(500));
        Socket ann = new Socket("ann", "ann's");
        assertTrue(ann.receive(250));
        assertFalse(ann.receive(1));
        assertEquals(List.of(), displaced);
    }

    @Test
    void aMessageThatIsCompleteIsNotDisplaced() {
        Socket complete = new Socket("eve", "complete");
        assertTrue(complete.receive(400));
        messages.ended("eve", complete);
        assertFalse(new Socket("eve", "next").receive(200));
        assertEquals(List.of(), displaced);
    }

    @Test
    void oneThatIsTooLongAloneIsRefusedWithoutTakingAnything() {
        assertTrue(new Socket("eve", "other").receive(100));
        assertFalse(new Socket("eve", "long").receive(600));
        assertEquals(0, budget.taken());
    }
}
