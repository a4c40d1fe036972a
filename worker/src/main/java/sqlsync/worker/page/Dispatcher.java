package sqlsync.worker.page;

import java.util.function.Supplier;
import org.teavm.jso.workers.MessagePort;
import sqlsync.ErrorCode;
import sqlsync.SqlSyncException;
import sqlsync.sqlite.SqliteTrapException;
import sqlsync.worker.documents.Handle;
import sqlsync.worker.documents.SharedDocument;
import sqlsync.worker.messages.Failures;
import sqlsync.worker.messages.FromPage;
import sqlsync.worker.messages.PagePort;
import sqlsync.worker.messages.ToPage;

/**
 * Takes every message of a page to its handler. The type of a message is looked up once, in {@link
 * Requests} where the message has a number, and so wants an answer, else in {@link Notices}.
 *
 * <p>Messages pass through the {@link Inbox}, in order. Every request gets exactly one answer: its
 * handler gives it, or throws, which is answered here. A notice belongs to the port that it came
 * over, and is dropped where the page has said hello over another one before it runs.
 */
public final class Dispatcher {
    /** The one type of message that is answered before what arrived earlier. */
    static final String PING = "ping";

    private final Requests requests;
    private final Notices notices;
    private final Inbox inbox;
    private final Runnable onTrap;
    private boolean stopped;

    /**
     * @param onTrap run when SQLite cannot be trusted any more, after the request at fault was
     *     answered
     */
    public Dispatcher(Requests requests, Notices notices, Inbox inbox, Runnable onTrap) {
        this.requests = requests;
        this.notices = notices;
        this.inbox = inbox;
        this.onTrap = onTrap;
    }

    /** Messages are ignored from here on. */
    public void stop() {
        stopped = true;
    }

    /**
     * A message of a page that said hello.
     *
     * @param transferred the port that came with it; null where none did
     */
    public void received(
            PageSession page,
            PagePort port,
            FromPage.Message message,
            Supplier<MessagePort> transferred) {
        String type = FromPage.text(message.getT());
        int number = (int) FromPage.number(message.getQ(), -1);
        if (number >= 0) {
            RequestType request = requests.of(type);
            inbox.arrive(
                    page,
                    number,
                    request.reads(),
                    () -> unlessStopped(() -> run(request, page, port, number, message)));
        } else if (PING.equals(type)) {
            // Answered at once: the page asks whether this worker is stuck.
            unlessStopped(() -> port.send(ToPage.pong()));
        } else if (page.speaksOver(port)) {
            NoticeType notice = notices.of(type);
            notice.onArrival(page, message);
            inbox.arrive(
                    page,
                    number,
                    false,
                    () -> {
                        // A hello over another port is not held by the inbox: what the page said
                        // of the connection before, such as that it is suspended, is over then.
                        if (!stopped && page.speaksOver(port)) {
                            notice.inOrder(page, message, transferred);
                        }
                    });
        }
    }

    private void unlessStopped(Runnable task) {
        if (!stopped) {
            task.run();
        }
    }

    private void run(
            RequestType type,
            PageSession page,
            PagePort port,
            int number,
            FromPage.Message message) {
        Handle handle = page.handle((int) FromPage.number(message.getH(), -1));
        String id = handle == null ? FromPage.text(message.getId()) : handle.order().id();
        Answer answer = new Answer(port, number, id, firstCall(message));
        PageRequest request = new PageRequest(page, number, handle, message, answer);
        guarded(request, () -> begin(type, request));
    }

    private void begin(RequestType type, PageRequest request) {
        if (type.stage() == RequestType.Stage.ARRIVED) {
            type.run(request, null);
            return;
        }
        Handle handle = request.handle();
        if (handle == null) {
            throw new SqlSyncException(ErrorCode.CLOSED, "The document is closed.");
        }
        Inbox.Work work =
                inbox.defer(
                        request.page(),
                        request.number(),
                        type.reads(),
                        () -> guarded(request, () -> onOpen(type, request)));
        handle.whenOpen(() -> inbox.go(work));
    }

    private void onOpen(RequestType type, PageRequest request) {
        if (type.stage() == RequestType.Stage.HANDLE_OPEN) {
            type.run(request, null);
            return;
        }
        SharedDocument document = request.handle().document();
        Runnable task = () -> guarded(request, () -> type.run(request, document));
        if (type.stage() == RequestType.Stage.WRITABLE) {
            document.whenWritable(task);
        } else {
            String session = request.page().id();
            document.whenRecovered(() -> document.document().afterMutations(session, task));
        }
    }

    private void guarded(PageRequest request, Runnable work) {
        try {
            work.run();
        } catch (SqliteTrapException trap) {
            request.answer().failed(Failures.describe(trap));
            onTrap.run();
        } catch (RuntimeException failure) {
            request.answer().failed(Failures.describe(failure));
        }
    }

    /** Of a mutation the name of its first call; else null. */
    private static String firstCall(FromPage.Message message) {
        if (FromPage.value(message.getCalls()) == null || message.getCalls().getLength() == 0) {
            return null;
        }
        return message.getCalls().get(0).get(0).stringValue();
    }
}
