package sqlsync.simulation.engine;

import java.util.ArrayList;
import java.util.List;
import sqlsync.sqlite.ColumnType;
import sqlsync.sqlite.ResultCode;
import sqlsync.sqlite.SqliteWasm;
import sqlsync.sqlite.WasmFunctions;

/** One instance of the engine, as core sees it. It belongs to one thread. */
public final class ModelSqlite implements SqliteWasm {
    @Override
    public boolean hasConnectionFields() {
        return false;
    }

    private final Memory memory = new Memory();
    private final Vfs vfs = new Vfs(memory);
    private final Connections connections = new Connections();

    /** Arguments and result of the function of ours that is being called. */
    private Object[] arguments;

    private Object result;

    @Override
    public int memoryBytes() {
        return memory.size();
    }

    @Override
    public int getByte(int address) {
        return memory.getByte(address);
    }

    @Override
    public int getInt(int address) {
        return memory.getInt(address);
    }

    @Override
    public void putInt(int address, int value) {
        memory.putInt(address, value);
    }

    @Override
    public void read(int address, byte[] to, int offset, int length) {
        memory.read(address, to, offset, length);
    }

    @Override
    public void write(int address, byte[] from, int offset, int length) {
        memory.write(address, from, offset, length);
    }

    @Override
    public void fill(int address, int length, int value) {
        memory.fill(address, length, value);
    }

    @Override
    public String readText(int address, int length) {
        return memory.text(address, length);
    }

    @Override
    public int writeText(int address, String text) {
        byte[] bytes = Values.utf8(text);
        memory.write(address, bytes, 0, bytes.length);
        return bytes.length;
    }

    @Override
    public int malloc(int bytes) {
        return memory.malloc(bytes);
    }

    @Override
    public void free(int address) {
        memory.free(address);
    }

    @Override
    public int addFunction(WasmFunctions.One function) {
        return vfs.add(function);
    }

    @Override
    public int addFunction(WasmFunctions.Two function) {
        return vfs.add(function);
    }

    @Override
    public int addFunction(WasmFunctions.Three function) {
        return vfs.add(function);
    }

    @Override
    public int addFunction(WasmFunctions.Four function) {
        return vfs.add(function);
    }

    @Override
    public int addFunction(WasmFunctions.Five function) {
        return vfs.add(function);
    }

    @Override
    public int addResize(WasmFunctions.Resize function) {
        return vfs.add(function);
    }

    @Override
    public int addTransfer(WasmFunctions.Transfer function) {
        return vfs.add(function);
    }

    @Override
    public int addScalar(WasmFunctions.Scalar function) {
        return vfs.add(function);
    }

    @Override
    public int open(int name, int connectionOut) {
        Connections.Open connection = new Connections.Open(memory, vfs.address);
        connections.add(connection);
        memory.putInt(connectionOut, connection.address);
        if (memory.text(name).equals(":memory:")) {
            return ResultCode.OK;
        }
        try {
            connection.opened(new Session(vfs, vfs.open(memory.text(name))));
            return ResultCode.OK;
        } catch (EngineException failure) {
            return connection.failed(failure);
        }
    }

    @Override
    public int closeV2(int connection) {
        connections.close(connection);
        return ResultCode.OK;
    }

    @Override
    public int exec(int connection, int sql) {
        Connections.Open on = connections.connection(connection);
        String text = memory.text(sql);
        try {
            for (int at = 0; at < text.length(); ) {
                Tokens tokens = new Tokens(text, at);
                if (!tokens.isEmpty()) {
                    runOnce(new StatementState(on, memory, text, at));
                }
                at = tokens.tail();
            }
            return ResultCode.OK;
        } catch (EngineException failure) {
            return on.failed(failure);
        }
    }

    private static void runOnce(StatementState statement) {
        try {
            boolean more = true;
            while (more) {
                more = statement.step();
            }
        } finally {
            statement.end();
        }
    }

    @Override
    public int errmsg(int connection) {
        return connections.connection(connection).message();
    }

    @Override
    public int changes(int connection) {
        return connections.connection(connection).session().changes();
    }

    @Override
    public int prepareV2(int connection, int sql, int length, int statementOut, int tailOut) {
        Connections.Open on = connections.connection(connection);
        memory.putInt(statementOut, 0);
        String text = memory.text(sql);
        try {
            Tokens tokens = new Tokens(text, 0);
            memory.putInt(tailOut, sql + Values.utf8(text.substring(0, tokens.tail())).length);
            if (!tokens.isEmpty()) {
                StatementState statement = new StatementState(on, memory, text, 0);
                connections.add(statement);
                memory.putInt(statementOut, statement.address);
            }
            return ResultCode.OK;
        } catch (EngineException failure) {
            return on.failed(failure);
        }
    }

    @Override
    public int step(int statement) {
        StatementState running = connections.statement(statement);
        try {
            return running.step() ? ResultCode.ROW : ResultCode.DONE;
        } catch (EngineException failure) {
            return running.connection.failed(failure);
        }
    }

    @Override
    public int reset(int statement) {
        connections.statement(statement).reset();
        return ResultCode.OK;
    }

    @Override
    public int finalizeStatement(int statement) {
        connections.end(statement);
        return ResultCode.OK;
    }

    @Override
    public int clearBindings(int statement) {
        connections.statement(statement).clearBindings();
        return ResultCode.OK;
    }

    @Override
    public int bindInt(int statement, int index, int value) {
        return connections.statement(statement).bindInt(index, value);
    }

    @Override
    public int bindDouble(int statement, int index, double value) {
        return connections.statement(statement).bind(index, value);
    }

    @Override
    public int bindText(int statement, int index, int text, int length) {
        return connections.statement(statement).bind(index, memory.text(text, length));
    }

    @Override
    public int bindBlob(int statement, int index, int blob, int length) {
        byte[] value = blob == 0 ? null : memory.copy(blob, length);
        return connections.statement(statement).bind(index, value);
    }

    @Override
    public int columnCount(int statement) {
        return connections.statement(statement).columns();
    }

    @Override
    public int columnName(int statement, int column) {
        StatementState of = connections.statement(statement);
        return of.lend(Values.utf8(of.command().columns().get(column)));
    }

    @Override
    public int columnType(int statement, int column) {
        return switch (Values.typeOf(connections.statement(statement).value(column))) {
            case "null" -> ColumnType.NULL;
            case "integer" -> ColumnType.INTEGER;
            case "real" -> ColumnType.REAL;
            case "text" -> ColumnType.TEXT;
            default -> ColumnType.BLOB;
        };
    }

    @Override
    public int columnBytes(int statement, int column) {
        return bytes(connections.statement(statement).value(column)).length;
    }

    private static byte[] bytes(Object value) {
        if (value instanceof byte[] blob) {
            return blob;
        }
        return value == null ? new byte[0] : Values.utf8(Values.text(value));
    }

    @Override
    public int columnText(int statement, int column) {
        StatementState of = connections.statement(statement);
        return of.value(column) == null ? 0 : of.lend(bytes(of.value(column)));
    }

    @Override
    public int columnBlob(int statement, int column) {
        StatementState of = connections.statement(statement);
        byte[] blob = bytes(of.value(column));
        return blob.length == 0 ? 0 : of.lend(blob);
    }

    @Override
    public double columnDouble(int statement, int column) {
        Object value = connections.statement(statement).value(column);
        return value == null ? 0 : Values.number(value).doubleValue();
    }

    @Override
    public int createFunctionV2(int connection, int name, int count, int encoding, int scalar) {
        WasmFunctions.Scalar ours = vfs.function(WasmFunctions.Scalar.class, scalar);
        Function function = (session, values) -> call(ours, values);
        connections.connection(connection).session().define(memory.text(name), function);
        return ResultCode.OK;
    }

    /** A value's address is its index, from 1, and there is one context at a time. */
    private Object call(WasmFunctions.Scalar function, Object[] values) {
        int list = memory.malloc(4 * values.length);
        List<Integer> addresses = new ArrayList<>();
        for (int i = 0; i < values.length; i++) {
            addresses.add(i + 1);
            memory.putInt(list + 4 * i, i + 1);
        }
        arguments = values;
        result = null;
        function.call(1, addresses.size(), list);
        memory.free(list);
        if (result instanceof EngineException failure) {
            throw failure;
        }
        return result;
    }

    @Override
    public int valueInt(int value) {
        Number number = Values.number(arguments[value - 1]);
        return number == null ? 0 : number.intValue();
    }

    @Override
    public void resultInt64(int context, int low, int high) {
        result = (long) high << 32 | low & 0xFFFFFFFFL;
    }

    @Override
    public void resultBlob(int context, int blob, int length) {
        result = memory.copy(blob, length);
    }

    @Override
    public void resultError(int context, int message, int length) {
        result = EngineException.error(memory.text(message, length));
    }
}
