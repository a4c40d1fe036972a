package sqlsync.simulation.engine;

import java.util.HashMap;
import java.util.Map;

/** What addresses of connections and statements stand for. */
final class Connections {
    /** An open connection, whose struct begins with the address of its VFS. */
    static final class Open {
        final int address;
        private final Memory memory;
        private Session session;
        private int message;

        Open(Memory memory, int vfs) {
            this.memory = memory;
            address = memory.malloc(8);
            memory.putInt(address, vfs);
            message = memory.allocate("not an error");
        }

        /** Null where the file was not opened. */
        Session session() {
            return session;
        }

        void opened(Session opened) {
            session = opened;
        }

        /** Remembers what failed and answers its code. */
        int failed(EngineException failure) {
            memory.free(message);
            message = memory.allocate(failure.getMessage());
            return failure.code();
        }

        int message() {
            return message;
        }

        void close() {
            if (session != null) {
                session.close();
            }
            memory.free(message);
            memory.free(address);
        }
    }

    private final Map<Integer, Open> connections = new HashMap<>();
    private final Map<Integer, StatementState> statements = new HashMap<>();

    void add(Open connection) {
        connections.put(connection.address, connection);
    }

    Open connection(int address) {
        return connections.get(address);
    }

    void close(int address) {
        connections.remove(address).close();
    }

    void add(StatementState statement) {
        statements.put(statement.address, statement);
    }

    StatementState statement(int address) {
        return statements.get(address);
    }

    void end(int address) {
        statements.remove(address).end();
    }
}
