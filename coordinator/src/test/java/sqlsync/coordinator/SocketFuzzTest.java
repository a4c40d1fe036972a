package sqlsync.coordinator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import sqlsync.codec.ByteWriter;
import sqlsync.coordinator.limit.CoordinatorLimits;
import sqlsync.replication.Message;
import sqlsync.replication.MessageCodec;

/**
 * What a device said is recorded, mangled, and sent over sockets to a coordinator, while a good
 * device works on another document and on the same one, and must be answered. {@code
 * -Dsqlsync.fuzz.frames=100000} mangles more; {@code -Dsqlsync.seed} repeats a run.
 */
@Timeout(3_600)
class SocketFuzzTest {
    private static final int FRAMES = Integer.getInteger("sqlsync.fuzz.frames", 4_000);

    @TempDir Path directory;
    private final long seed = Long.getLong("sqlsync.seed", 20261129);
    private final Random random = new Random(seed);
    private CoordinatorServer server;
    private Running running;

    @BeforeEach
    void start() throws Exception {
        Running.reducer(
                directory,
                """
                export default {
                  name: "r",
                  migrations: ["CREATE TABLE t (id INTEGER PRIMARY KEY, a)"],
                  mutations: {
                    add(tx, { a }) { tx.run("INSERT INTO t (a) VALUES (?)", [a]); },
                    refuse(tx) { tx.reject("full", "No room."); },
                  },
                };
                """);
        server =
                Running.start(
                        directory,
                        List.of(),
                        null,
                        new CoordinatorLimits.Tuning(2, 250, 1_000, 1, 1_000_000));
        running = new Running(server.address());
    }

    @AfterEach
    void stop() {
        server.close();
    }

    /** What a device says that does everything a device does. */
    private List<byte[]> conversation() throws Exception {
        ScriptedDevice device = new ScriptedDevice("victim", "eve");
        List<byte[]> said = device.record();
        assertInstanceOf(Message.Welcome.class, device.connect(server.address()));
        device.mutate("add", "{\"a\":1}");
        device.mutate("refuse", "{}");
        device.mutate("missing", "{}".repeat(100));
        assertTrue(device.settle(2));
        device.send(new Message.Mark(1, 1, 0));
        device.send(new Message.Ping(7));
        device.send(new Message.Detach(1));
        device.send(new Message.Closing("Bye."));
        device.drop();
        List<byte[]> conversation = new ArrayList<>(said);
        assertTrue(conversation.size() > 8, conversation.size() + " frames were recorded");
        return conversation;
    }

    private byte[] mangled(byte[] frame, List<byte[]> all) {
        byte[] bytes = frame.clone();
        return switch (random.nextInt(8)) {
            case 0 -> flipped(bytes);
            case 1 -> cut(bytes, random.nextInt(bytes.length + 1));
            case 2 -> joined(bytes, all.get(random.nextInt(all.size())));
            case 3 -> joined(cut(bytes, random.nextInt(bytes.length + 1)), noise(300));
            case 4 -> noise(300);
            case 5 -> withCode(bytes);
            case 6 -> withNumber(bytes);
            default -> all.get(random.nextInt(all.size()));
        };
    }

    private byte[] flipped(byte[] bytes) {
        for (int i = random.nextInt(4); i >= 0 && bytes.length > 0; i--) {
            bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
        }
        return bytes;
    }

    private byte[] noise(int most) {
        byte[] bytes = new byte[random.nextInt(most)];
        random.nextBytes(bytes);
        return bytes;
    }

    private byte[] withCode(byte[] bytes) {
        if (bytes.length > 0) {
            bytes[0] = (byte) random.nextInt(256);
        }
        return bytes;
    }

    /** A number as long as they come, somewhere. */
    private byte[] withNumber(byte[] bytes) {
        int at = random.nextInt(bytes.length + 1);
        byte[] number =
                new ByteWriter().varlong(Long.MAX_VALUE >>> random.nextInt(63)).toByteArray();
        byte[] behind = java.util.Arrays.copyOfRange(bytes, at, bytes.length);
        return joined(joined(cut(bytes, at), number), behind);
    }

    private static byte[] cut(byte[] bytes, int length) {
        return java.util.Arrays.copyOf(bytes, length);
    }

    private static byte[] joined(byte[] a, byte[] b) {
        ByteArrayOutputStream joined = new ByteArrayOutputStream();
        joined.writeBytes(a);
        joined.writeBytes(b);
        return joined.toByteArray();
    }

    @Test
    void mangledFramesEndTheirConnectionsWhileOthersAreServed() throws Exception {
        List<byte[]> said = conversation();
        AtomicBoolean over = new AtomicBoolean();
        CompletableFuture<Integer> good =
                CompletableFuture.supplyAsync(() -> work(over), task -> new Thread(task).start());
        int sent = 0;
        int connections = 0;
        long before = 0;
        while (sent < FRAMES && !good.isDone()) {
            connections++;
            try (RawSocket attacker = RawSocket.upgraded(server.address())) {
                int from = random.nextInt(said.size());
                boolean open = true;
                for (int i = 0; open && i < said.size(); i++) {
                    boolean mangles = i >= from;
                    byte[] frame = mangles ? mangled(said.get(i), said) : said.get(i);
                    open = attacker.tryWrite(RawSocket.frame(RawSocket.BINARY, true, frame));
                    sent += mangles ? 1 : 0;
                }
            }
            if (sent >= FRAMES / 4 && before == 0) {
                before = usedMemory();
            }
        }
        over.set(true);
        int settled = good.get(120, TimeUnit.SECONDS);
        assertTrue(settled > 0, "the good device got nothing done");
        awaitMetric("sqlsync_connections 0.0\n");
        long more = usedMemory() - before;
        assertTrue(
                more < 32 << 20,
                more + " bytes more after " + sent + " frames, seed " + seed + ", " + connections);
        assertServes();
    }

    /** Settles mutations of its own, one after the other; returns how many. */
    private int work(AtomicBoolean over) {
        try {
            ScriptedDevice device = new ScriptedDevice("good", "ann");
            assertInstanceOf(Message.Welcome.class, device.connect(server.address()));
            do {
                device.mutate("add", "{\"a\":1}");
                assertTrue(device.settle(device.made()), "seed " + seed);
            } while (!over.get());
            device.drop();
            return device.made();
        } catch (Exception problem) {
            throw new IllegalStateException(problem);
        }
    }

    private static long usedMemory() {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }

    private void awaitMetric(String line) throws Exception {
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!running.text("/metrics").contains(line)) {
            assertTrue(System.nanoTime() < until, () -> line + " was awaited");
        }
    }

    private void assertServes() throws Exception {
        assertEquals("ok\n", running.text("/healthz"));
        for (String document : List.of("victim", "fresh")) {
            ScriptedDevice device = new ScriptedDevice(document, "bob");
            assertInstanceOf(Message.Welcome.class, device.connect(server.address()));
            device.mutate("add", "{\"a\":2}");
            assertTrue(device.settle(1), document);
            device.drop();
        }
    }

    @Test
    void oddFramesAndRequestsAreEndedOrAnsweredAndOthersAreServed() throws Exception {
        Map<String, byte[]> cases = new LinkedHashMap<>();
        String upgrade =
                "GET /sync HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                        + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n";
        byte[] hello = MessageCodec.encode(new Message.Hello(1, 1, "odd"));
        odd(cases, "an empty message", RawSocket.frame(RawSocket.BINARY, true, new byte[0]));
        odd(cases, "a reserved opcode", RawSocket.frame(3, true, hello));
        odd(cases, "a ping in fragments", RawSocket.frame(RawSocket.PING, false, hello));
        odd(cases, "a ping that is too long", RawSocket.frame(RawSocket.PING, true, new byte[126]));
        odd(
                cases,
                "a continuation of nothing",
                RawSocket.frame(RawSocket.CONTINUATION, true, hello));
        odd(cases, "no mask", new byte[] {(byte) 0x82, 1, 0});
        odd(
                cases,
                "a length below zero",
                new byte[] {(byte) 0x82, -1, -1, -1, -1, -1, -1, -1, -1, -1, 0, 0, 0, 0});
        odd(cases, "a reserved bit", new byte[] {(byte) 0xC2, (byte) 0x81, 0, 0, 0, 0, 1});
        odd(cases, "a close of one byte", RawSocket.frame(RawSocket.CLOSE, true, new byte[1]));
        odd(cases, "text that is none", RawSocket.frame(RawSocket.TEXT, true, new byte[] {-1, -2}));
        odd(
                cases,
                "no hello",
                RawSocket.frame(RawSocket.BINARY, true, MessageCodec.encode(new Message.Ping(1))));
        odd(
                cases,
                "what coordinators say",
                RawSocket.frame(RawSocket.BINARY, true, MessageCodec.encode(new Message.Pong(1))));
        for (Map.Entry<String, byte[]> each : cases.entrySet()) {
            try (RawSocket raw = new RawSocket(server.address())) {
                raw.write(upgrade);
                assertTrue(raw.readHead().startsWith("HTTP/1.1 101"), each.getKey());
                raw.tryWrite(each.getValue());
                assertTrue(raw.isClosedByPeer(), each.getKey());
            }
        }
        for (String request :
                List.of(
                        "x\r\n\r\n",
                        "GET\r\n\r\n",
                        "GET /healthz HTTP/9.9\r\nHost: localhost\r\n\r\n",
                        "GET /documents/%00/query?sql=SELECT%201 HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
                        "GET /documents/%/query HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
                        "GET /documents/d/query?sql=%ff%zz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
                        "GET /documents/d/query?sql=SELECT%201&params=%5B1e999999999%5D HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
                        "POST /documents/d/mutations HTTP/1.1\r\nHost: localhost\r\nContent-Length: -1\r\n\r\n",
                        "POST /documents/d/mutations HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n{}",
                        "POST /documents/d/mutations HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
                        "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
                        "GET / HTTP/1.1\r\n" + "X: y\r\n".repeat(10_000) + "\r\n",
                        "GET /" + "a".repeat(20_000) + " HTTP/1.1\r\nHost: localhost\r\n\r\n")) {
            assertAnswered(request);
        }
        assertServes();
    }

    private static void odd(Map<String, byte[]> cases, String name, byte[] bytes) {
        cases.put(name, bytes);
    }

    private void assertAnswered(String request) throws IOException {
        try (RawSocket raw = new RawSocket(server.address())) {
            raw.tryWrite(request.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1));
            String answer = raw.readAll();
            String shown = request.substring(0, Math.min(60, request.length()));
            assertTrue(
                    answer.isEmpty() || answer.matches("(?s)HTTP/1.1 [45].*"),
                    shown + " gave " + answer);
        }
    }
}
