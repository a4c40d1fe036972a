package sqlsync.worker.page;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import sqlsync.worker.messages.MessageTypes;

/** {@link Requests} and {@link Notices} have a line for each message of {@code messages.d.ts}. */
class RequestsTest {
    private final MessageTypes types = new MessageTypes();
    private final Requests requests = new Requests(null, new InventoryRequests(null, null, null));

    @Test
    void everyQuestionOfAPageHasItsHandler() {
        assertEquals(types.typesOf("Question"), new TreeSet<>(requests.types()));
    }

    @Test
    void everyNoticeOfAPageHasItsHandler() {
        Set<String> handled = new TreeSet<>(new Notices(null, null, null, null).types());
        handled.add(Dispatcher.PING);
        assertEquals(types.typesOf("Notice"), handled);
    }

    @Test
    void onlyReadsAreDroppedWhereNobodyWaitsForThem() {
        Set<String> reads = new TreeSet<>(requests.types());
        reads.removeIf(each -> !requests.of(each).reads());
        assertEquals(Set.of("query", "queryArrays", "queryAll", "export"), reads);
    }

    @Test
    void whatIsNotKnownWaitsAsLongAsAnyOtherRequestOfADocument() {
        assertEquals(RequestType.Stage.MUTATIONS_APPLIED, requests.of("of a newer page").stage());
    }
}
