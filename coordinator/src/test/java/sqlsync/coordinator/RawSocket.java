package sqlsync.coordinator;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Bytes on a connection, for what no client that behaves would send. */
final class RawSocket implements AutoCloseable {
    static final int CONTINUATION = 0;
    static final int TEXT = 1;
    static final int BINARY = 2;
    static final int CLOSE = 8;
    static final int PING = 9;
    static final int PONG = 10;

    private static final int MILLIS_MAX = 60_000;

    private final Socket socket;
    private final OutputStream out;
    private final DataInputStream in;

    RawSocket(URI server) throws IOException {
        socket = new Socket("127.0.0.1", server.getPort());
        socket.setSoTimeout(MILLIS_MAX);
        out = socket.getOutputStream();
        in = new DataInputStream(socket.getInputStream());
    }

    /** One that has become a WebSocket. */
    static RawSocket upgraded(URI server, String... headers) throws IOException {
        RawSocket raw = new RawSocket(server);
        raw.write(
                "GET /sync HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                        + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n"
                        + String.join("\r\n", headers)
                        + (headers.length == 0 ? "" : "\r\n")
                        + "\r\n");
        String answer = raw.readHead();
        if (!answer.startsWith("HTTP/1.1 101")) {
            raw.close();
            throw new IOException(answer);
        }
        return raw;
    }

    void write(String text) throws IOException {
        write(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    void write(byte[] bytes) throws IOException {
        out.write(bytes);
        out.flush();
    }

    /** False where the other side has closed the connection. */
    boolean tryWrite(byte[] bytes) throws IOException {
        try {
            write(bytes);
            return true;
        } catch (SocketException closed) {
            return false;
        }
    }

    /** A frame with a mask of zeros. */
    static byte[] frame(int opcode, boolean last, byte[] payload) {
        ByteArrayOutputStream frame = new ByteArrayOutputStream();
        frame.write(opcode | (last ? 0x80 : 0));
        if (payload.length < 126) {
            frame.write(0x80 | payload.length);
        } else if (payload.length < 1 << 16) {
            frame.write(0x80 | 126);
            frame.write(payload.length >> 8);
            frame.write(payload.length);
        } else {
            frame.write(0x80 | 127);
            for (int shift = 56; shift >= 0; shift -= 8) {
                frame.write((int) ((long) payload.length >> shift));
            }
        }
        frame.writeBytes(new byte[4]);
        frame.writeBytes(payload);
        return frame.toByteArray();
    }

    /** Up to the empty line. */
    String readHead() throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            if (next < 0) {
                break;
            }
            head.append((char) next);
        }
        return head.toString();
    }

    /** Everything until the other side closes; empty where that resets the connection. */
    String readAll() throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        try {
            in.transferTo(all);
        } catch (SocketException reset) {
            all.writeBytes(new byte[0]);
        }
        return all.toString(StandardCharsets.ISO_8859_1);
    }

    /** Payloads of binary messages until the other side closes the connection. */
    List<byte[]> messagesUntilTheEnd() throws IOException {
        List<byte[]> messages = new ArrayList<>();
        try {
            while (true) {
                int first = in.readUnsignedByte();
                int length = in.readUnsignedByte();
                length = length == 126 ? in.readUnsignedShort() : length;
                length = length == 127 ? (int) in.readLong() : length;
                byte[] payload = new byte[length];
                in.readFully(payload);
                if ((first & 0xF) == BINARY) {
                    messages.add(payload);
                } else if ((first & 0xF) == CLOSE) {
                    return messages;
                }
            }
        } catch (EOFException | SocketException ended) {
            return messages;
        }
    }

    /** Whether the other side closes within a minute, whatever it sends before. */
    boolean isClosedByPeer() throws IOException {
        try {
            messagesUntilTheEnd();
            return true;
        } catch (SocketTimeoutException open) {
            return false;
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
