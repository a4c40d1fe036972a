package sqlsync.coordinator.limit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class WaitingRoomTest {
    private final List<String> away = new ArrayList<>();
    private final WaitingRoom room = new WaitingRoom(4, 3);

    private WaitingRoom.Visitor enter(String address, String name) {
        WaitingRoom.Visitor visitor = () -> away.add(name);
        room.enter(address, visitor);
        return visitor;
    }

    @Test
    void anAddressWithTooManyLosesItsOldest() {
        enter("eve", "1");
        enter("eve", "2");
        enter("eve", "3");
        enter("eve", "4");
        assertEquals(List.of("1"), away);
        assertEquals(3, room.count());
    }

    @Test
    void whereThereIsNoPlaceTheAddressWithMostLosesItsOldest() {
        enter("ann", "a");
        enter("eve", "1");
        enter("eve", "2");
        enter("bob", "b");
        enter("cid", "c");
        assertEquals(List.of("1"), away);
    }

    @Test
    void whoIsKnownLeavesAPlaceAndIsNotTurnedAway() {
        WaitingRoom.Visitor known = enter("eve", "1");
        room.leave("eve", known);
        room.leave("eve", known);
        for (String name : List.of("2", "3", "4")) {
            enter("eve", name);
        }
        assertEquals(List.of(), away);
        assertEquals(3, room.count());
    }

    @Test
    void anAddressOfVersionSixCountsAsItsNetwork() throws Exception {
        assertEquals("2001:db8:1:2::/64", of("2001:db8:1:2:3:4:5:6"));
        assertEquals("192.0.2.1", of("192.0.2.1"));
        assertEquals("unknown", ClientAddress.of(null));
    }

    @Test
    void onlyTheLastForwardedAddressIsBelieved() throws Exception {
        InetSocketAddress proxy = new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 1);
        assertEquals("192.0.2.7", ClientAddress.forwarded("203.0.113.1, 192.0.2.7", proxy));
        assertEquals("127.0.0.1", ClientAddress.forwarded(null, proxy));
        assertEquals("127.0.0.1", ClientAddress.forwarded("", proxy));
        assertEquals("127.0.0.1", ClientAddress.forwarded("x\u202Ey", proxy));
        assertEquals("127.0.0.1", ClientAddress.forwarded("1".repeat(1_000), proxy));
    }

    private static String of(String address) throws Exception {
        return ClientAddress.of(new InetSocketAddress(InetAddress.getByName(address), 1));
    }
}
