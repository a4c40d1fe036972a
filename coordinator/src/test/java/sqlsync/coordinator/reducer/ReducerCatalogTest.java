package sqlsync.coordinator.reducer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sqlsync.coordinator.script.ScriptLimits;
import sqlsync.reducer.Reducer;
import sqlsync.reducer.Transaction;

class ReducerCatalogTest {
    @TempDir Path directory;

    /** A reducer that a jar's services name. */
    public static final class InJava implements Reducer {
        @Override
        public String name() {
            return "in-java";
        }

        @Override
        public int schemaVersion() {
            return 0;
        }

        @Override
        public void migrate(int version, Transaction transaction) {}

        @Override
        public List<String> mutationNames() {
            return List.of("work");
        }

        @Override
        public String apply(String name, String arguments, Transaction transaction) {
            return "";
        }
    }

    private ReducerCatalog open() throws Exception {
        return ReducerCatalog.open(directory, new ScriptLimits(1_000_000));
    }

    private void write(String file, String text) throws Exception {
        Files.writeString(directory.resolve(file), text);
    }

    private static String module(String name) {
        return "export default { name: '" + name + "', migrations: [], mutations: { work() {} } };";
    }

    @Test
    void modulesAndJarsAreFoundByTheNamesOfTheirReducers() throws Exception {
        write("first.js", "import { x } from './part.js';" + module("lists"));
        write("second.mjs", module("notes"));
        write("part.js", "export const x = 1;");
        write("readme.txt", module("text"));
        try (OutputStream out = Files.newOutputStream(directory.resolve("more.jar"));
                ZipOutputStream jar = new ZipOutputStream(out)) {
            jar.putNextEntry(new ZipEntry("META-INF/services/" + Reducer.class.getName()));
            jar.write(InJava.class.getName().getBytes());
        }
        ReducerCatalog catalog = open();
        assertEquals(
                Map.of(
                        "lists", "first.js",
                        "notes", "second.mjs",
                        "in-java", InJava.class.getName()),
                catalog.sources());
        for (String name : catalog.sources().keySet()) {
            assertEquals(name, catalog.make(name).name());
            assertTrue(catalog.make(name).hasMutation("work"));
        }
        assertFalse(catalog.has("text"));
    }

    @Test
    void twoOfOneNameAreRefused() throws Exception {
        write("a.js", module("lists"));
        write("b.js", module("lists"));
        String message =
                assertThrows(ReducerCatalog.UnusableException.class, this::open).getMessage();
        assertTrue(
                message.startsWith("Two reducers are called \"lists\": a.js and b.js."), message);
    }

    @Test
    void aModuleThatCannotBeUsedIsNamed() throws Exception {
        write("a.js", "export default { name: 'x', migrations: 7 };");
        String message =
                assertThrows(ReducerCatalog.UnusableException.class, this::open).getMessage();
        assertTrue(message.contains("a.js") && message.contains("has no migrations"), message);
    }
}
