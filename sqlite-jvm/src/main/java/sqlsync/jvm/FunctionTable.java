package sqlsync.jvm;

import com.dylibso.chicory.runtime.HostFunction;
import com.dylibso.chicory.runtime.ImportValues;
import com.dylibso.chicory.runtime.Instance;
import com.dylibso.chicory.runtime.TableInstance;
import com.dylibso.chicory.wasm.WasmModule;
import com.dylibso.chicory.wasm.types.FunctionImport;
import com.dylibso.chicory.wasm.types.FunctionType;
import com.dylibso.chicory.wasm.types.ImportSection;
import com.dylibso.chicory.wasm.types.TypeSection;
import com.dylibso.chicory.wasm.types.ValType;
import java.util.ArrayList;
import java.util.List;
import sqlsync.sqlite.IncompatibleSqliteException;

/**
 * Puts Java functions where the module's function pointers lead.
 *
 * <p>A table refers to functions of an instance, so each of ours gets a small one that does nothing
 * but import it. An indirect call compares type indices, not types: that instance shares the
 * module's own list of types. Slots are taken from the end of the table while they are empty,
 * because a table that grows grows for all instances.
 */
final class FunctionTable {
    interface Function {
        int call(long[] arguments);
    }

    private static final int EMPTY = -1;

    private final WasmInstance instance;
    private int lastUsed;

    FunctionTable(WasmInstance instance) {
        this.instance = instance;
        lastUsed = instance.table().size();
        while (lastUsed > 1 && instance.table().ref(lastUsed - 1) == EMPTY) {
            lastUsed--;
        }
        lastUsed--;
    }

    /**
     * Adds a function.
     *
     * @param shape the result, then the parameters: i for i32, j for i64, v for none
     * @return its index in the table
     */
    int add(String shape, Function function) {
        WasmModule module = instance.module();
        FunctionType type = type(shape);
        WasmModule shim =
                WasmModule.builder()
                        .setTypeSection(module.typeSection())
                        .setImportSection(
                                ImportSection.builder()
                                        .addImport(
                                                new FunctionImport(
                                                        "java", shape, indexOf(type, module)))
                                        .build())
                        .build();
        boolean returns = shape.charAt(0) != 'v';
        Instance caller =
                Instance.builder(shim)
                        .withImportValues(
                                ImportValues.builder()
                                        .addFunction(
                                                new HostFunction(
                                                        "java",
                                                        shape,
                                                        type,
                                                        (i, a) -> result(function, a, returns)))
                                        .build())
                        .withMachineFactory(i -> (index, a) -> result(function, a, returns))
                        .build();
        TableInstance table = instance.table();
        int slot = ++lastUsed;
        if (slot >= table.size() && table.grow(1, EMPTY, null) < 0) {
            throw new IncompatibleSqliteException("unknown", "SQLite's function table is full.");
        }
        table.setRef(slot, 0, caller);
        return slot;
    }

    private static long[] result(Function function, long[] arguments, boolean returns) {
        int result = function.call(arguments);
        return returns ? new long[] {result} : null;
    }

    private static int indexOf(FunctionType type, WasmModule module) {
        TypeSection types = module.typeSection();
        for (int i = 0; i < types.typeCount(); i++) {
            if (types.getType(i).equals(type)) {
                return i;
            }
        }
        throw new IncompatibleSqliteException(
                "unknown", "This build of SQLite has no functions of the type " + type + ".");
    }

    private static FunctionType type(String shape) {
        List<ValType> parameters = new ArrayList<>();
        for (int i = 1; i < shape.length(); i++) {
            parameters.add(shape.charAt(i) == 'j' ? ValType.I64 : ValType.I32);
        }
        return FunctionType.of(
                parameters, shape.charAt(0) == 'v' ? List.of() : List.of(ValType.I32));
    }
}
