package sqlsync.replication;

import static sqlsync.replication.ReplicationLimits.*;

import java.util.ArrayList;
import java.util.List;
import sqlsync.codec.ByteReader;
import sqlsync.codec.ByteWriter;
import sqlsync.codec.MalformedException;
import sqlsync.journal.JournalId;

/**
 * Messages as frames: one byte that says which, then its fields in their order. {@code
 * docs/PROTOCOL.md} has the table.
 */
public final class MessageCodec {
    private MessageCodec() {}

    /** The frame of a message. Texts that are for people are cut where they are too long. */
    public static byte[] encode(Message message) {
        ByteWriter out = new ByteWriter(64);
        if (message instanceof Message.Entries m) {
            out = new ByteWriter(m.bytes().length + 8);
            type(out, MessageType.ENTRIES).varint(m.channel()).raw(m.bytes());
        } else if (message instanceof Message.Acknowledge m) {
            type(out, MessageType.ACKNOWLEDGE).varint(m.channel());
            out.varlong(m.bytes()).varlong(m.lsn());
        } else if (message instanceof Message.Mark m) {
            type(out, MessageType.MARK).varint(m.channel());
            out.varlong(m.number()).varlong(m.storageLsn());
        } else if (message instanceof Message.Ping m) {
            type(out, MessageType.PING).i64(m.token());
        } else if (message instanceof Message.Pong m) {
            type(out, MessageType.PONG).i64(m.token());
        } else if (message instanceof Message.Hello m) {
            type(out, MessageType.HELLO).varint(m.version()).varint(m.oldest());
            out.text(cut(m.software()));
        } else if (message instanceof Message.Closing m) {
            type(out, MessageType.CLOSING).text(cut(m.reason()));
        } else if (message instanceof Message.Attach m) {
            encode(m, type(out, MessageType.ATTACH));
        } else if (message instanceof Message.Welcome m) {
            encode(m, type(out, MessageType.WELCOME));
        } else if (message instanceof Message.Refused m) {
            type(out, MessageType.REFUSED).varint(m.channel()).text(m.code());
            flag(out.text(cut(m.message())), m.retryable());
        } else if (message instanceof Message.Detach m) {
            type(out, MessageType.DETACH).varint(m.channel());
        } else if (message instanceof Message.Rejections m) {
            rejections(m.rejections(), type(out, MessageType.REJECTIONS).varint(m.channel()));
        } else if (message instanceof Message.Held m) {
            type(out, MessageType.HELD).varint(m.channel()).varlong(m.lsn());
            out.text(m.code()).text(cut(m.message()));
        } else if (message instanceof Message.Limits m) {
            type(out, MessageType.LIMITS).varint(m.channel()).varlong(m.documentBytesMax());
        } else if (message instanceof Message.Access m) {
            flag(type(out, MessageType.ACCESS).varint(m.channel()), m.write());
        } else if (message instanceof Message.Claims m) {
            type(out, MessageType.CLAIMS).varint(m.channel()).optionalText(m.claims());
        } else if (message instanceof Message.Token m) {
            type(out, MessageType.TOKEN).varint(m.channel()).text(m.token());
        } else if (message instanceof Message.Expires m) {
            type(out, MessageType.EXPIRES).varint(m.channel()).varlong(m.millis());
        } else {
            throw new IllegalArgumentException("a message without a code: " + message);
        }
        return out.toByteArray();
    }

    private static void encode(Message.Attach m, ByteWriter out) {
        out.varint(m.channel()).text(m.documentId()).text(m.reducer()).varint(m.schemaVersion());
        flag(out.optionalText(m.token()), m.create());
        position(m.timeline(), out);
        position(m.storage(), out.varlong(m.timelineFirst()));
    }

    private static void encode(Message.Welcome m, ByteWriter out) {
        out.varint(m.channel()).optionalText(m.user()).varint(m.timelineNumber());
        out.varlong(m.cursor()).optionalText(m.cursorMutation());
        position(m.storage(), out);
        flag(out, m.diverged()).varint(m.schemaVersion());
        rejections(m.rejections(), out);
    }

    private static ByteWriter type(ByteWriter out, MessageType type) {
        return out.u8(type.code());
    }

    private static ByteWriter flag(ByteWriter out, boolean value) {
        return out.u8(value ? 1 : 0);
    }

    private static void position(Message.Position position, ByteWriter out) {
        JournalId id = position.id() == null ? JournalId.NONE : position.id();
        out.raw(id.toByteArray()).varlong(position.lsn()).i64(position.stamp());
    }

    private static void rejections(List<Message.Rejection> rejections, ByteWriter out) {
        out.varint(rejections.size());
        for (Message.Rejection r : rejections) {
            out.varlong(r.lsn()).varlong(r.storageLsn()).text(r.mutationId()).text(r.code());
            out.optionalText(r.reason() == null ? null : cut(r.reason())).text(cut(r.message()));
        }
    }

    /** At most {@link ReplicationLimits#TEXT_CHARS_MAX} of a text, whole surrogate pairs. */
    public static String cut(String text) {
        if (text.length() <= TEXT_CHARS_MAX) {
            return text;
        }
        boolean pair = Character.isHighSurrogate(text.charAt(TEXT_CHARS_MAX - 1));
        return text.substring(0, pair ? TEXT_CHARS_MAX - 1 : TEXT_CHARS_MAX);
    }

    /**
     * Reads a frame.
     *
     * @return null where its type is unknown: to be ignored if the other side speaks a newer
     *     version, else malformed
     * @throws MalformedException if it is not a whole message and nothing else
     */
    public static Message decode(byte[] frame) {
        if (frame.length > FRAME_BYTES_MAX) {
            throw new MalformedException("frame of " + frame.length + " bytes");
        }
        ByteReader in = new ByteReader(frame);
        MessageType type = MessageType.of(in.u8());
        if (type == null) {
            return null;
        }
        Message message = decode(type, in);
        in.end();
        return message;
    }

    private static Message decode(MessageType type, ByteReader in) {
        return switch (type) {
            case HELLO -> new Message.Hello(in.varint(), in.varint(), text(in, TEXT_CHARS_MAX));
            case PING -> new Message.Ping(in.i64());
            case PONG -> new Message.Pong(in.i64());
            case CLOSING -> new Message.Closing(text(in, TEXT_CHARS_MAX));
            case ATTACH -> attach(in);
            case WELCOME -> welcome(in);
            case REFUSED ->
                    new Message.Refused(
                            channel(in),
                            text(in, NAME_CHARS_MAX),
                            text(in, TEXT_CHARS_MAX),
                            flag(in));
            case DETACH -> new Message.Detach(channel(in));
            case ENTRIES -> new Message.Entries(channel(in), in.raw(in.remaining()));
            case ACKNOWLEDGE -> new Message.Acknowledge(channel(in), in.varlong(), in.varlong());
            case MARK -> new Message.Mark(channel(in), in.varlong(), in.varlong());
            case REJECTIONS -> new Message.Rejections(channel(in), rejections(in));
            case HELD ->
                    new Message.Held(
                            channel(in),
                            in.varlong(),
                            text(in, NAME_CHARS_MAX),
                            text(in, TEXT_CHARS_MAX));
            case LIMITS -> new Message.Limits(channel(in), positive(in));
            case ACCESS -> new Message.Access(channel(in), flag(in));
            case CLAIMS -> new Message.Claims(channel(in), optional(in, CLAIMS_CHARS_MAX));
            case TOKEN -> new Message.Token(channel(in), text(in, TOKEN_CHARS_MAX));
            case EXPIRES -> new Message.Expires(channel(in), in.varlong());
        };
    }

    private static Message attach(ByteReader in) {
        int channel = channel(in);
        String documentId = text(in, NAME_CHARS_MAX);
        String reducer = text(in, NAME_CHARS_MAX);
        int schemaVersion = in.varint();
        String token = optional(in, TOKEN_CHARS_MAX);
        boolean create = flag(in);
        Message.Position timeline = position(in);
        long first = in.varlong();
        Message.Position storage = position(in);
        boolean plausible =
                timeline.id() != null
                        && first >= 1
                        && first - 1 <= timeline.lsn()
                        && (storage.id() != null || storage.lsn() == 0);
        if (!plausible) {
            throw new MalformedException("positions " + timeline + ", " + first + ", " + storage);
        }
        return new Message.Attach(
                channel,
                documentId,
                reducer,
                schemaVersion,
                token,
                create,
                timeline,
                first,
                storage);
    }

    private static Message welcome(ByteReader in) {
        return new Message.Welcome(
                channel(in),
                optional(in, TEXT_CHARS_MAX),
                in.varint(),
                in.varlong(),
                optional(in, NAME_CHARS_MAX),
                position(in),
                flag(in),
                in.varint(),
                rejections(in));
    }

    private static int channel(ByteReader in) {
        int channel = in.varint();
        if (channel < 1) {
            throw new MalformedException("channel " + channel);
        }
        return channel;
    }

    private static long positive(ByteReader in) {
        long value = in.varlong();
        if (value < 1) {
            throw new MalformedException("a limit of " + value);
        }
        return value;
    }

    private static boolean flag(ByteReader in) {
        int value = in.u8();
        if (value > 1) {
            throw new MalformedException("flag " + value);
        }
        return value == 1;
    }

    private static String text(ByteReader in, int charsMax) {
        String text = in.text();
        if (text.length() > charsMax) {
            throw new MalformedException("text of " + text.length() + " characters");
        }
        return text;
    }

    private static String optional(ByteReader in, int charsMax) {
        return flag(in) ? text(in, charsMax) : null;
    }

    private static Message.Position position(ByteReader in) {
        JournalId id = JournalId.of(in.raw(JournalId.BYTES));
        return new Message.Position(id.isNone() ? null : id, in.varlong(), in.i64());
    }

    private static List<Message.Rejection> rejections(ByteReader in) {
        int count = in.varint();
        if (count > REJECTIONS_MAX) {
            throw new MalformedException(count + " rejections");
        }
        List<Message.Rejection> rejections = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            rejections.add(
                    new Message.Rejection(
                            in.varlong(),
                            in.varlong(),
                            text(in, NAME_CHARS_MAX),
                            text(in, NAME_CHARS_MAX),
                            optional(in, TEXT_CHARS_MAX),
                            text(in, TEXT_CHARS_MAX)));
        }
        return rejections;
    }
}
