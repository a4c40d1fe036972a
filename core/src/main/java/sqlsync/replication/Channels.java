package sqlsync.replication;

import sqlsync.codec.MalformedException;

/** Which channel a coordinator's message is of. */
final class Channels {
    private Channels() {}

    static int of(Message message) {
        if (message instanceof Message.Entries m) {
            return m.channel();
        } else if (message instanceof Message.Acknowledge m) {
            return m.channel();
        } else if (message instanceof Message.Welcome m) {
            return m.channel();
        } else if (message instanceof Message.Refused m) {
            return m.channel();
        } else if (message instanceof Message.Rejections m) {
            return m.channel();
        } else if (message instanceof Message.Held m) {
            return m.channel();
        } else if (message instanceof Message.Mark m) {
            return m.channel();
        } else if (message instanceof Message.Limits m) {
            return m.channel();
        } else if (message instanceof Message.Access m) {
            return m.channel();
        } else if (message instanceof Message.Claims m) {
            return m.channel();
        } else if (message instanceof Message.Expires m) {
            return m.channel();
        }
        throw new MalformedException("a message that only devices send");
    }
}
