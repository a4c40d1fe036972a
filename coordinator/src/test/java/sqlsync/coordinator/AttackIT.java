package sqlsync.coordinator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import sqlsync.coordinator.auth.Tokens;
import sqlsync.coordinator.loop.SystemRandomness;
import sqlsync.journal.JournalId;
import sqlsync.replication.Message;
import sqlsync.replication.MessageCodec;

/**
 * The jar with little memory, against those who want to end it. After each attack, and while the
 * attacker still holds what it has, a user is served, the coordinator is well, and it ends when it
 * is asked to.
 */
@Timeout(300)
class AttackIT {
    /** Of a user who is turned away for want of room. */
    private static final int TRIES_MAX = 100;

    private static final byte[] SECRET =
            "a secret that is long enough for HS256".getBytes(StandardCharsets.US_ASCII);
    private static final int MEGABYTE = 1 << 20;

    @TempDir Path directory;
    private final List<RawSocket> attackers = new ArrayList<>();
    private Process process;
    private URI address;
    private Running running;

    @BeforeEach
    void start() throws Exception {
        start(Path.of(System.getProperty("sqlsync.jar")));
    }

    private void start(Path jar) throws Exception {
        Files.writeString(
                directory.resolve("r.js"),
                """
                export default {
                  name: "r",
                  migrations: ["CREATE TABLE t (id INTEGER PRIMARY KEY, a)"],
                  mutations: {
                    add(tx, { a }) { tx.run("INSERT INTO t (a) VALUES (?)", [a]); },
                    big(tx) { for (let i = 0; i < 60; i++) tx.run("INSERT INTO t (a) VALUES (hex(randomblob(50000)))"); },
                  },
                };
                """);
        Path secret = Files.write(directory.resolve("secret"), SECRET);
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        process =
                new ProcessBuilder(
                                java.toString(),
                                "-Xmx256m",
                                "-XX:+ExitOnOutOfMemoryError",
                                "-jar",
                                jar.toString(),
                                "--jwt-secret-file",
                                secret.toString(),
                                "--port",
                                "0",
                                "--data",
                                directory.resolve("data").toString(),
                                "--reducers",
                                directory.toString())
                        .redirectError(directory.resolve("log").toFile())
                        .start();
        BufferedReader printed =
                new BufferedReader(
                        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        String first = String.valueOf(printed.readLine());
        assertTrue(first.contains("http://"), () -> first + log());
        address = URI.create(first.substring(first.indexOf("http://")));
        running = new Running(address);
    }

    @AfterEach
    void end() throws Exception {
        for (RawSocket attacker : attackers) {
            attacker.close();
        }
        process.destroyForcibly().waitFor();
    }

    private String log() {
        try {
            String log = Files.readString(directory.resolve("log"));
            return "\n" + log.substring(Math.max(0, log.length() - 4_000));
        } catch (IOException unread) {
            throw new UncheckedIOException(unread);
        }
    }

    private static String token(String user) {
        return Tokens.sign("{\"alg\":\"HS256\"}", Tokens.claims(user), SECRET);
    }

    private void assertServes() throws Exception {
        assertTrue(process.isAlive(), this::log);
        assertEquals("ok\n", running.text("/healthz"), this::log);
        assertEquals("ok\n", running.text("/readyz"), this::log);
        ScriptedDevice good = new ScriptedDevice("good", token("ann"));
        Message answer = good.connect(address);
        // While memory is short a connection may be closed again; devices come back.
        for (int i = 1; answer instanceof Message.Closing && i < TRIES_MAX; i++) {
            good.drop();
            answer = good.connect(address);
        }
        Message last = answer;
        assertInstanceOf(Message.Welcome.class, last, () -> last + log());
        good.mutate("add", "{\"a\":1}");
        assertTrue(good.settle(1), this::log);
        good.drop();
        assertEquals(
                200,
                running.query("good", "SELECT count(*) FROM t", null, token("ann")).statusCode());
    }

    private void assertServesAndEnds() throws Exception {
        assertServes();
        process.toHandle().destroy();
        assertTrue(process.waitFor(30, TimeUnit.SECONDS), this::log);
        assertEquals(143, process.exitValue(), this::log);
        long lines = Files.readString(directory.resolve("log")).lines().count();
        assertTrue(lines < 500, () -> lines + " lines of log");
    }

    private RawSocket attacker(RawSocket attacker) {
        attackers.add(attacker);
        return attacker;
    }

    private static byte[] message(Message message) {
        return RawSocket.frame(RawSocket.BINARY, true, MessageCodec.encode(message));
    }

    private static Message.Attach attach(int channel, String document, String user) {
        Message.Position timeline =
                new Message.Position(JournalId.random(new SystemRandomness()), 0, 0);
        Message.Position storage = new Message.Position(null, 0, 0);
        return new Message.Attach(
                channel, document, "r", 1, token(user), true, timeline, 1, storage);
    }

    @Test
    void aProcessWhoseJarIsReplacedEndsInsteadOfLivingOnHalf() throws Exception {
        process.destroyForcibly().waitFor();
        Path jar =
                Files.copy(
                        Path.of(System.getProperty("sqlsync.jar")), directory.resolve("copy.jar"));
        start(jar);
        Files.write(jar, new byte[1_000]);
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        for (int i = 0; process.isAlive() && System.nanoTime() < until; i++) {
            try {
                new ScriptedDevice("d" + i, token("ann")).connect(address);
            } catch (IOException | ExecutionException ended) {
                // The next round sees whether the process has.
                continue;
            }
        }
        assertTrue(process.waitFor(1, TimeUnit.SECONDS), this::log);
        assertEquals(70, process.exitValue(), this::log);
    }

    @Test
    void bodiesOfStrangersThatNeverEnd() throws Exception {
        byte[] most = new byte[MEGABYTE - 1];
        Arrays.fill(most, (byte) ' ');
        for (int i = 0; i < 400; i++) {
            RawSocket attacker = attacker(new RawSocket(address));
            attacker.write(
                    "POST /documents/d/mutations HTTP/1.1\r\nHost: localhost\r\nContent-Length: "
                            + MEGABYTE
                            + "\r\n\r\n");
            attacker.tryWrite(most);
        }
        assertServesAndEnds();
    }

    @Test
    void bodiesOfAUserThatNeverEnd() throws Exception {
        byte[] most = new byte[MEGABYTE - 1];
        Arrays.fill(most, (byte) ' ');
        for (int i = 0; i < 400; i++) {
            RawSocket attacker = attacker(new RawSocket(address));
            attacker.write(
                    "POST /documents/d/mutations HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer "
                            + token("eve")
                            + "\r\nContent-Length: "
                            + MEGABYTE
                            + "\r\n\r\n");
            attacker.tryWrite(most);
        }
        assertServesAndEnds();
    }

    @Test
    void messagesOfStrangersInFragmentsThatNeverEnd() throws Exception {
        byte[] first = RawSocket.frame(RawSocket.BINARY, false, new byte[16 << 10]);
        byte[] more = RawSocket.frame(RawSocket.CONTINUATION, false, new byte[16 << 10]);
        for (int i = 0; i < 700; i++) {
            RawSocket attacker = attacker(RawSocket.upgraded(address));
            boolean open = attacker.tryWrite(first);
            for (int piece = 1; open && piece < 64; piece++) {
                open = attacker.tryWrite(more);
            }
        }
        assertServesAndEnds();
    }

    @Test
    void messagesOfAUserInFragmentsThatNeverEnd() throws Exception {
        byte[] first = RawSocket.frame(RawSocket.BINARY, false, new byte[MEGABYTE / 2]);
        byte[] more = RawSocket.frame(RawSocket.CONTINUATION, false, new byte[MEGABYTE / 2 - 1]);
        for (int i = 0; i < 300; i++) {
            RawSocket attacker = attacker(RawSocket.upgraded(address));
            attacker.write(message(new Message.Hello(1, 1, "eve")));
            attacker.tryWrite(message(attach(1, "d", "eve")));
            attacker.tryWrite(first);
            attacker.tryWrite(more);
        }
        assertServesAndEnds();
    }

    @Test
    void socketsAndRequestsThatNeverSayWhoTheyAre() throws Exception {
        for (int i = 0; i < 1_500; i++) {
            attacker(RawSocket.upgraded(address));
            attacker(new RawSocket(address))
                    .tryWrite("GET /healthz HT".getBytes(StandardCharsets.US_ASCII));
        }
        assertServesAndEnds();
    }

    @Test
    void aSocketThatAsksForNothingIsClosedAfterAWhile() throws Exception {
        RawSocket attacker = attacker(RawSocket.upgraded(address));
        attacker.write(message(new Message.Hello(1, 1, "eve")));
        List<byte[]> said = attacker.messagesUntilTheEnd();
        assertEquals(
                new Message.Closing("No document was asked for."),
                MessageCodec.decode(said.get(said.size() - 1)));
        assertServesAndEnds();
    }

    @Test
    void pings() throws Exception {
        byte[] ping = RawSocket.frame(RawSocket.PING, true, new byte[100]);
        byte[] pings = new byte[100 * ping.length];
        for (int i = 0; i < 100; i++) {
            System.arraycopy(ping, 0, pings, i * ping.length, ping.length);
        }
        for (int i = 0; i < 4; i++) {
            RawSocket attacker = attacker(RawSocket.upgraded(address));
            boolean open = true;
            for (int hundred = 0; open && hundred < 2_000; hundred++) {
                open = attacker.tryWrite(pings);
            }
            assertTrue(!open || attacker.isClosedByPeer());
        }
        assertServesAndEnds();
    }

    @Test
    void entriesThatAreAnnouncedAndNeverFinished() throws Exception {
        RawSocket attacker = attacker(RawSocket.upgraded(address));
        attacker.write(message(new Message.Hello(1, 1, "eve")));
        int channels = 8;
        for (int channel = 1; channel <= channels; channel++) {
            attacker.write(message(attach(channel, "d" + channel, "eve")));
            awaitChannels(channel);
        }
        boolean open = true;
        byte[] piece = new byte[60_000];
        for (int sent = 0; open && sent < 15 * MEGABYTE; sent += piece.length) {
            for (int channel = 1; open && channel <= channels; channel++) {
                byte[] bytes =
                        sent > 0 ? piece : ScriptedDevice.unfinishedEntry(15 * MEGABYTE, piece);
                open = attacker.tryWrite(message(new Message.Entries(channel, bytes)));
            }
        }
        assertServesAndEnds();
    }

    private void awaitChannels(int count) throws Exception {
        while (!running.text("/metrics").contains("sqlsync_documents_open " + count + ".0\n")) {
            assertTrue(process.isAlive(), this::log);
        }
    }

    @Test
    void answersThatAreNeverRead() throws Exception {
        for (int i = 1; i <= 1; i++) {
            String body =
                    "{\"id\":\"x-"
                            + i
                            + "\",\"reducer\":\"r\",\"create\":true,\"calls\":[{\"name\":\"big\"}]}";
            assertEquals(200, running.post("d", body, token("eve")).statusCode());
        }
        String sql = URLEncoder.encode("SELECT a FROM t", StandardCharsets.UTF_8);
        for (int i = 0; i < 60; i++) {
            attacker(new RawSocket(address))
                    .write(
                            "GET /documents/d/query?sql="
                                    + sql
                                    + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer "
                                    + token("eve")
                                    + "\r\n\r\n");
        }
        for (RawSocket attacker : attackers) {
            assertTrue(attacker.readHead().startsWith("HTTP/1.1 "), this::log);
        }
        assertServesAndEnds();
    }

    @Test
    void aDocumentThatGrowsWithoutEnd() throws Exception {
        int grown = 0;
        int status;
        do {
            status = grow("d", ++grown);
        } while (status == 200);
        assertEquals(413, status, this::log);
        assertTrue(grown > 2, grown + " mutations");
        assertServes();

        process.destroyForcibly().waitFor();
        start(Path.of(System.getProperty("sqlsync.jar")));
        String sql = "SELECT count(*) AS n FROM t";
        assertEquals(
                "{\"rows\":[{\"n\":" + 60 * (grown - 1) + "}]}",
                running.query("d", sql, null, token("eve")).body().strip(),
                this::log);
        ScriptedDevice device = new ScriptedDevice("d", token("eve"));
        assertInstanceOf(Message.Welcome.class, device.connect(address), this::log);
        device.drop();
        assertEquals(413, grow("d", grown + 1), this::log);
        assertServesAndEnds();
    }

    private int grow(String document, int number) throws Exception {
        String body =
                "{\"id\":\"x-"
                        + number
                        + "\",\"reducer\":\"r\",\"create\":true,\"calls\":[{\"name\":\"big\"}]}";
        return running.post(document, body, token("eve")).statusCode();
    }

    @Test
    void documentsThatAreMadeWithoutEnd() throws Exception {
        int refused = 0;
        for (int i = 0; i < 600; i++) {
            String body =
                    "{\"id\":\"x-1\",\"reducer\":\"r\",\"create\":true,"
                            + "\"calls\":[{\"name\":\"add\",\"args\":{\"a\":1}}]}";
            int status = running.post("many-" + i, body, token("eve")).statusCode();
            assertTrue(status == 200 || status == 503, "status " + status);
            refused += status == 503 ? 1 : 0;
        }
        assertTrue(refused > 300, refused + " of 600 were refused");
        assertServesAndEnds();
    }
}
