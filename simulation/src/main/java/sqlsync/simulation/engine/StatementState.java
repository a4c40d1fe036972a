package sqlsync.simulation.engine;

import java.util.ArrayList;
import java.util.List;
import sqlsync.sqlite.ResultCode;

/**
 * A prepared statement: its struct in memory, whose one word leads to the cells of the parameters,
 * and the row it stands on.
 */
final class StatementState {
    /** As many words as those who look for the cells look through. */
    private static final int STRUCT_BYTES = 4 * 80;

    private static final int CELLS = 100;
    private static final int CELL_BYTES = 40;

    final Session session;
    final Connections.Open connection;
    final int address;
    private final Memory memory;
    private final String sql;
    private final int from;
    private final int cells;

    /** Not integers, which are in their cells; {@link #INTEGER} stands for them. */
    private final Object[] bound;

    private static final Object INTEGER = new Object();

    private Command command;
    private Schema compiledFor;
    private int columns;
    private List<Object[]> rows;
    private int row;
    private final List<Integer> lent = new ArrayList<>();

    StatementState(Connections.Open connection, Memory memory, String sql, int from) {
        this.connection = connection;
        this.session = connection.session();
        this.memory = memory;
        this.sql = sql;
        this.from = from;
        int parameters = compile();
        bound = new Object[parameters];
        address = memory.malloc(STRUCT_BYTES);
        memory.fill(address, STRUCT_BYTES, 0);
        cells = parameters == 0 ? 0 : memory.malloc(parameters * CELL_BYTES);
        memory.putInt(address + CELLS, cells);
    }

    /** Compiles against the schema as it is now. Answers how many parameters there are. */
    int compile() {
        try {
            return compileOnce();
        } catch (EngineException failure) {
            if (failure.code() == ResultCode.ERROR && session.schemaWasOld()) {
                return compileOnce();
            }
            throw failure;
        }
    }

    private int compileOnce() {
        Parser parser = new Parser(new Tokens(sql, from), session);
        command = parser.command();
        compiledFor = session.schema();
        columns = command.columns().size();
        return parser.parameters();
    }

    Command command() {
        return command;
    }

    Schema compiledFor() {
        return compiledFor;
    }

    int columns() {
        return columns;
    }

    Object[] parameters() {
        Object[] values = new Object[bound.length];
        for (int i = 0; i < values.length; i++) {
            boolean integer = bound[i] == INTEGER;
            values[i] = integer ? (Object) memory.getLong(cells + i * CELL_BYTES) : bound[i];
        }
        return values;
    }

    int bindInt(int index, int value) {
        int result = bind(index, INTEGER);
        if (result == ResultCode.OK) {
            int cell = cells + (index - 1) * CELL_BYTES;
            memory.putInt(cell, value);
            memory.putInt(cell + 4, value >> 31);
        }
        return result;
    }

    int bind(int index, Object value) {
        if (rows != null) {
            return ResultCode.MISUSE;
        }
        if (index < 1 || index > bound.length) {
            return ResultCode.RANGE;
        }
        bound[index - 1] = value;
        return ResultCode.OK;
    }

    void clearBindings() {
        java.util.Arrays.fill(bound, null);
    }

    /** Whether there is a row now. */
    boolean step() {
        giveBack();
        if (rows == null) {
            rows = session.run(this);
            row = -1;
        }
        if (++row < rows.size()) {
            return true;
        }
        reset();
        return false;
    }

    void reset() {
        giveBack();
        if (rows != null) {
            rows = null;
            if (command.kind() != Command.Kind.CONTROL) {
                session.leave();
            }
        }
    }

    /** The value of a column of the row; null where there is none. */
    Object value(int column) {
        boolean there = rows != null && row >= 0 && row < rows.size();
        return there && column < columns ? rows.get(row)[column] : null;
    }

    /** Lends bytes in memory until the next step. */
    int lend(byte[] bytes) {
        int at = memory.malloc(bytes.length + 1);
        memory.write(at, bytes, 0, bytes.length);
        memory.fill(at + bytes.length, 1, 0);
        lent.add(at);
        return at;
    }

    private void giveBack() {
        lent.forEach(memory::free);
        lent.clear();
    }

    void end() {
        reset();
        memory.free(cells);
        memory.free(address);
    }
}
