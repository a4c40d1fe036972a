package sqlsync.hostport;

import java.util.ArrayList;
import java.util.List;
import org.teavm.jso.JSBody;
import org.teavm.jso.JSObject;
import org.teavm.jso.JSProperty;
import org.teavm.jso.core.JSArray;
import org.teavm.jso.core.JSNumber;
import sqlsync.browser.JsBytes;
import sqlsync.hosting.HostAnswer;
import sqlsync.hosting.HostRequest;
import sqlsync.platform.BlockStore;
import sqlsync.platform.StorageException;

/**
 * What goes over the line between the SharedWorker and a storage host, as structured clones.
 *
 * <pre>
 * to the host    { op: "begin", generation, instance }
 *                { op: "scan", generation, number, size }            size: bytes of each head
 *                { op: "create" | "open" | "close", generation, number, files: [n…] }
 *                { op: "batch", generation, number, steps: see BatchSteps }
 *                { op: "end" }
 * from the host  { op: "ready" }
 *                { op: "waiting" | "done" | "found" | "read" | "failed", generation, number, … }
 *                  found: files, sizes, blocks      read: blocks      failed: kind, message
 * </pre>
 */
public final class HostMessages {
    private HostMessages() {}

    /** Any message of either direction. */
    public interface Message extends JSObject {
        @JSProperty
        String getOp();

        @JSProperty
        int getGeneration();

        @JSProperty
        int getNumber();

        @JSProperty
        String getInstance();

        @JSProperty
        int getSize();

        @JSProperty
        void setSize(int size);

        @JSProperty
        JSArray<JSNumber> getFiles();

        @JSProperty
        void setFiles(JSArray<JSNumber> files);

        @JSProperty
        JSArray<JSNumber> getSizes();

        @JSProperty
        void setSizes(JSArray<JSNumber> sizes);

        @JSProperty
        JSArray<JSObject> getBlocks();

        @JSProperty
        void setBlocks(JSArray<JSObject> blocks);

        @JSProperty
        JSArray<JSArray<JSObject>> getSteps();

        @JSProperty
        void setSteps(JSArray<JSArray<JSObject>> steps);

        @JSProperty
        String getKind();

        @JSProperty
        void setKind(String kind);

        @JSProperty
        String getMessage();

        @JSProperty
        void setMessage(String message);
    }

    @JSBody(
            params = {"op", "generation", "number"},
            script = "return { op: op, generation: generation, number: number };")
    private static native Message message(String op, int generation, int number);

    @JSBody(
            params = {"generation", "instance"},
            script = "return { op: 'begin', generation: generation, instance: instance };")
    public static native Message begin(int generation, String instance);

    @JSBody(params = "op", script = "return { op: op };")
    public static native Message bare(String op);

    /** A request as a message. */
    public static Message encode(int generation, int number, HostRequest request) {
        if (request instanceof HostRequest.Scan scan) {
            Message message = message("scan", generation, number);
            message.setSize(scan.headBytes());
            return message;
        }
        if (request instanceof HostRequest.Batch batch) {
            Message message = message("batch", generation, number);
            message.setSteps(BatchSteps.encode(batch.operations()));
            return message;
        }
        if (request instanceof HostRequest.Create create) {
            return files("create", generation, number, List.of(create.file()));
        }
        if (request instanceof HostRequest.Open open) {
            return files("open", generation, number, open.files());
        }
        return files("close", generation, number, ((HostRequest.Close) request).files());
    }

    /** The request in a message; null where it is none that this version knows. */
    public static HostRequest decodeRequest(Message message) {
        switch (message.getOp()) {
            case "scan":
                return new HostRequest.Scan(message.getSize());
            case "batch":
                return new HostRequest.Batch(BatchSteps.decode(message.getSteps()));
            case "create":
                return new HostRequest.Create(ints(message.getFiles()).get(0));
            case "open":
                return new HostRequest.Open(ints(message.getFiles()));
            case "close":
                return new HostRequest.Close(ints(message.getFiles()));
            default:
                return null;
        }
    }

    /** An answer as a message; its blocks are not of use here any more. */
    public static Message encode(int generation, int number, HostAnswer answer) {
        if (answer instanceof HostAnswer.Waiting) {
            return message("waiting", generation, number);
        }
        if (answer instanceof HostAnswer.Done) {
            return message("done", generation, number);
        }
        if (answer instanceof HostAnswer.Read read) {
            Message message = message("read", generation, number);
            message.setBlocks(blocks(read.blocks()));
            return message;
        }
        if (answer instanceof HostAnswer.Failed failed) {
            Message message = message("failed", generation, number);
            message.setKind(failed.failure().kind().name());
            message.setMessage(failed.failure().getMessage());
            return message;
        }
        Message message = message("found", generation, number);
        JSArray<JSNumber> files = new JSArray<>();
        JSArray<JSNumber> sizes = new JSArray<>();
        List<byte[]> heads = new ArrayList<>();
        for (BlockStore.FoundFile file : ((HostAnswer.Found) answer).files()) {
            files.push(JSNumber.valueOf(file.file()));
            sizes.push(JSNumber.valueOf((double) file.size()));
            heads.add(file.head());
        }
        message.setFiles(files);
        message.setSizes(sizes);
        message.setBlocks(blocks(heads));
        return message;
    }

    /** The answer in a message. */
    public static HostAnswer decodeAnswer(Message message) {
        switch (message.getOp()) {
            case "waiting":
                return new HostAnswer.Waiting();
            case "done":
                return new HostAnswer.Done();
            case "read":
                return new HostAnswer.Read(bytes(message.getBlocks()));
            case "found":
                return found(message);
            default:
                return new HostAnswer.Failed(
                        new StorageException(kind(message.getKind()), message.getMessage()));
        }
    }

    private static HostAnswer found(Message message) {
        List<BlockStore.FoundFile> found = new ArrayList<>();
        List<Integer> files = ints(message.getFiles());
        List<byte[]> heads = bytes(message.getBlocks());
        for (int i = 0; i < files.size(); i++) {
            long size = (long) message.getSizes().get(i).doubleValue();
            found.add(new BlockStore.FoundFile(files.get(i), size, heads.get(i)));
        }
        return new HostAnswer.Found(found);
    }

    private static StorageException.Kind kind(String name) {
        for (StorageException.Kind kind : StorageException.Kind.values()) {
            if (kind.name().equals(name)) {
                return kind;
            }
        }
        return StorageException.Kind.FAILED;
    }

    private static Message files(String op, int generation, int number, List<Integer> files) {
        Message message = message(op, generation, number);
        JSArray<JSNumber> numbers = new JSArray<>();
        for (int file : files) {
            numbers.push(JSNumber.valueOf(file));
        }
        message.setFiles(numbers);
        return message;
    }

    private static List<Integer> ints(JSArray<JSNumber> numbers) {
        List<Integer> ints = new ArrayList<>();
        for (int i = 0; i < numbers.getLength(); i++) {
            ints.add(numbers.get(i).intValue());
        }
        return ints;
    }

    private static JSArray<JSObject> blocks(List<byte[]> bytes) {
        JSArray<JSObject> blocks = new JSArray<>();
        for (byte[] each : bytes) {
            blocks.push(JsBytes.whole(each));
        }
        return blocks;
    }

    private static List<byte[]> bytes(JSArray<JSObject> blocks) {
        List<byte[]> bytes = new ArrayList<>();
        for (int i = 0; i < blocks.getLength(); i++) {
            bytes.add(JsBytes.of(blocks.get(i)));
        }
        return bytes;
    }
}
