package sqlsync.opfs;

import java.util.ArrayDeque;
import java.util.List;
import org.teavm.jso.JSBody;
import org.teavm.jso.JSObject;
import org.teavm.jso.dom.events.MessageEvent;
import org.teavm.jso.workers.MessagePort;
import sqlsync.browser.JsFailure;
import sqlsync.browser.WebLocks;
import sqlsync.hosting.HostAnswer;
import sqlsync.hosting.HostRequest;
import sqlsync.hostport.HostMessages;
import sqlsync.platform.BlockStore;
import sqlsync.platform.Completion;
import sqlsync.platform.StorageException;
import sqlsync.platform.Timers;

/**
 * Serves one SharedWorker over one port: requests in order, one at a time, of one generation. Ends
 * when it is told to, and when that SharedWorker is gone; a file that it still held would keep the
 * next host waiting.
 */
final class StorageHost {
    private static final int SIGN_OF_LIFE_MILLIS = 250;

    private final MessagePort port;
    private final OpenFiles files;
    private final Timers timers;
    private final ArrayDeque<HostMessages.Message> waiting = new ArrayDeque<>();
    private int generation;
    private boolean busy;
    private Timers.Cancellable signs;

    StorageHost(MessagePort port, OpenFiles files, Timers timers) {
        this.port = port;
        this.files = files;
        this.timers = timers;
    }

    /** Listens, and says so. The lock of this host is held by now. */
    void serve() {
        port.onMessage(this::received);
        port.start();
        port.postMessage(HostMessages.bare("ready"));
    }

    private void received(MessageEvent event) {
        HostMessages.Message message = (HostMessages.Message) event.getData();
        switch (message.getOp()) {
            case "begin":
                generation = message.getGeneration();
                WebLocks.whenFree(message.getInstance(), this::end);
                break;
            case "end":
                end();
                break;
            default:
                if (message.getGeneration() == generation) {
                    waiting.add(message);
                    next();
                }
        }
    }

    private void end() {
        waiting.clear();
        files.closeAll();
        closeWorker();
    }

    private void next() {
        while (!busy && !waiting.isEmpty()) {
            busy = true;
            run(waiting.remove());
        }
    }

    private void run(HostMessages.Message message) {
        int number = message.getNumber();
        try {
            HostRequest request = HostMessages.decodeRequest(message);
            if (request instanceof HostRequest.Batch batch) {
                answer(number, new HostAnswer.Read(files.run(batch.operations())));
            } else {
                showLife(number);
                start(number, request);
            }
        } catch (RuntimeException e) {
            answer(number, new HostAnswer.Failed(JsFailure.storage(e, "The storage host failed")));
        }
    }

    private void start(int number, HostRequest request) {
        if (request instanceof HostRequest.Scan scan) {
            files.scan(
                    scan.headBytes(),
                    new Answer<List<BlockStore.FoundFile>>(number) {
                        @Override
                        HostAnswer with(List<BlockStore.FoundFile> found) {
                            return new HostAnswer.Found(found);
                        }
                    });
        } else if (request instanceof HostRequest.Create create) {
            files.create(create.file(), new Done(number));
        } else if (request instanceof HostRequest.Open open) {
            files.open(open.files(), false, new Done(number));
        } else if (request instanceof HostRequest.Close close) {
            files.close(close.files(), new Done(number));
        } else {
            throw new StorageException(
                    StorageException.Kind.FAILED, "The storage host does not know this request.");
        }
    }

    private abstract class Answer<T> implements Completion<T, StorageException> {
        private final int number;

        Answer(int number) {
            this.number = number;
        }

        abstract HostAnswer with(T value);

        @Override
        public void succeeded(T value) {
            answer(number, with(value));
            next();
        }

        @Override
        public void failed(StorageException failure) {
            answer(number, new HostAnswer.Failed(failure));
            next();
        }
    }

    private final class Done extends Answer<Void> {
        Done(int number) {
            super(number);
        }

        @Override
        HostAnswer with(Void nothing) {
            return new HostAnswer.Done();
        }
    }

    private void showLife(int number) {
        signs =
                timers.after(
                        SIGN_OF_LIFE_MILLIS,
                        () -> {
                            post(number, new HostAnswer.Waiting());
                            showLife(number);
                        });
    }

    private void answer(int number, HostAnswer answer) {
        if (signs != null) {
            signs.cancel();
            signs = null;
        }
        busy = false;
        post(number, answer);
    }

    private void post(int number, HostAnswer answer) {
        HostMessages.Message message = HostMessages.encode(generation, number, answer);
        transferBlocks(port, message);
    }

    @JSBody(
            params = {"port", "message"},
            script =
                    "port.postMessage(message, (message.blocks || []).map(block => block.buffer));")
    private static native void transferBlocks(MessagePort port, JSObject message);

    @JSBody(script = "close();")
    private static native void closeWorker();
}
