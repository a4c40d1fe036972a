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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import sqlsync.coordinator.script.ScriptLimits;
import sqlsync.coordinator.script.StoppableReducer;
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

    @Test
    void whatWasLoadedStaysAsItWasUntilItIsLoadedAgain() throws Exception {
        write("r.js", "export default { name: 'r', migrations: [], mutations: { a() {} } };");
        ReducerCatalog catalog = open();
        write("r.js", "no reducer");
        StoppableReducer reducer = catalog.make("r");
        reducer.stop();
        reducer.prepare();
        assertThrows(ReducerCatalog.UnusableException.class, catalog::reload);
        assertEquals(List.of("a"), List.copyOf(catalog.make("r").mutationNames()));

        write("r.js", "export default { name: 'r', migrations: [], mutations: { b() {} } };");
        catalog.reload();
        assertEquals(List.of("b"), List.copyOf(catalog.make("r").mutationNames()));
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

    private static final String OBJECT =
            "{ name: 'lists', migrations: [], mutations: { work() {} } }";

    private String reason(String file) throws Exception {
        return open().findings().stream()
                .filter(each -> each.file().equals(file))
                .map(each -> (each.expected() ? "part: " : "fault: ") + each.reason())
                .findFirst()
                .orElse("no finding");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "var k = OBJECT;\nexport { k as default };",
                "var k=OBJECT;export{k as default};",
                "const k = OBJECT; export { k as 'default' };",
                "export default OBJECT;",
                "export  default\nOBJECT;",
                "export/**/default OBJECT;",
                "\uFEFFexport default OBJECT;",
                "class R { name = 'lists'; migrations = []; mutations = { work() {} }; }"
                        + " export default new R();",
                "const { a } = { a: OBJECT }; export { a as default, a as other };",
                "const r = await Promise.resolve(OBJECT); export default r;"
            })
    void everyFormOfADefaultExportIsFound(String text) throws Exception {
        write("reducer.js", text.replace("OBJECT", OBJECT));
        assertEquals(Map.of("lists", "reducer.js"), open().sources());
    }

    @Test
    void aBundleOfEsbuildIsFound() throws Exception {
        write("part.ts", "export const name: string = 'lists';");
        write(
                "entry.ts",
                "import { name } from './part'; const reducer = { name, migrations: [] as string[],"
                        + " mutations: { work() {} } }; export default reducer;");
        for (String minify : List.of("--minify", "--keep-names")) {
            Process esbuild =
                    new ProcessBuilder(
                                    System.getProperty("sqlsync.esbuild"),
                                    "entry.ts",
                                    "--bundle",
                                    "--format=esm",
                                    minify,
                                    "--outfile=out.js")
                            .directory(directory.toFile())
                            .inheritIO()
                            .start();
            assertEquals(0, esbuild.waitFor());
            assertFalse(Files.readString(directory.resolve("out.js")).contains("export default"));
            assertEquals(Map.of("lists", "out.js"), open().sources());
            Files.delete(directory.resolve("out.js"));
        }
    }

    @Test
    void aReducerThatIsPassedOnIsTheOneThatPassesItOn() throws Exception {
        write("a-part.js", module("lists"));
        write("index.js", "export { default } from './a-part.js';");
        assertEquals(Map.of("lists", "index.js"), open().sources());
        assertEquals(
                "part: is imported by index.js, which exports its reducer.", reason("a-part.js"));
    }

    @Test
    void aModuleOfAFolderAndALinkWithinTheDirectoryAreLoaded() throws Exception {
        Files.createDirectory(directory.resolve("parts"));
        write("parts/x.js", module("lists"));
        write("index.js", "export { default } from './parts/x.js';");
        write("..data.txt", module("linked"));
        Files.createSymbolicLink(directory.resolve("link.js"), Path.of("..data.txt"));
        Files.createDirectory(directory.resolve("folder.js"));
        assertEquals(Map.of("lists", "index.js", "linked", "link.js"), open().sources());
        assertEquals(List.of(), open().findings());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "export const x = 1;|part: has no default export",
                "export default 7;|fault: exports as its default a number",
                "export default class A {}|fault: exports as its default a function",
                "export default { name: 'x', migrations: 7 };|fault: has no migrations",
                "module.exports = {};|fault: cannot be loaded (a.js, line 1): ReferenceError: module",
                "export default {;|fault: cannot be loaded (a.js, line 1): SyntaxError",
                "throw new Error('now');|fault: cannot be loaded (a.js, line 1): Error: now",
                "import './gone.js';|fault: cannot be loaded",
                "import 'lodash';|fault: cannot be loaded",
                "for (;;) {}|fault: cannot be loaded",
                "await new Promise(() => {}); export default {};|fault: has not come to its end",
                "await Promise.reject(new Error('no')); export default {};|fault: "
            })
    void aModuleThatCannotBeUsedIsNamedAndTheOthersAre(String text, String reason)
            throws Exception {
        write("a.js", text);
        write("good.js", module("notes"));
        assertEquals(Map.of("notes", "good.js"), open().sources());
        String found = reason("a.js");
        assertTrue(found.startsWith(reason), found);
    }

    @Test
    void aFileThatCannotBeReadIsNamed() throws Exception {
        write("big.js", "//" + "x".repeat(9 << 20) + "\n" + module("big"));
        write("old.cjs", "module.exports = {}");
        Files.createSymbolicLink(directory.resolve("dangling.js"), Path.of("gone.js"));
        Path outside = Files.createTempFile("outside", ".js");
        try {
            Files.createSymbolicLink(directory.resolve("outside.js"), outside);
            assertTrue(open().sources().isEmpty());
            assertTrue(reason("big.js").contains("more than 8388608 bytes"), reason("big.js"));
            assertTrue(reason("old.cjs").contains("CommonJS"));
            assertTrue(reason("dangling.js").startsWith("fault: "), reason("dangling.js"));
            assertTrue(
                    reason("outside.js").contains("outside the directory"), reason("outside.js"));
        } finally {
            Files.delete(outside);
        }
    }

    @Test
    void aHelperOfAReducerIsAPartWhateverItExports() throws Exception {
        write("helper.js", "export default (x) => x;");
        write("lists.js", "import help from './helper.js';" + module("lists"));
        assertEquals(Map.of("lists", "lists.js"), open().sources());
        assertTrue(reason("helper.js").startsWith("part: "), reason("helper.js"));
    }

    @Test
    void aJarThatCannotBeUsedIsNamedAndTheOthersAre() throws Exception {
        write("broken.jar", "no archive");
        jar("bare.jar", "readme", "nothing");
        jar("absent.jar", "META-INF/services/" + Reducer.class.getName(), "com.example.Absent");
        jar("more.jar", "META-INF/services/" + Reducer.class.getName(), InJava.class.getName());
        assertEquals(Map.of("in-java", InJava.class.getName()), open().sources());
        assertTrue(reason("broken.jar").startsWith("fault: cannot be read"));
        assertTrue(reason("bare.jar").startsWith("part: names no reducer"));
        assertTrue(
                open().findings().stream()
                        .anyMatch(each -> each.reason().contains("com.example.Absent")),
                open().findings().toString());
    }

    private void jar(String file, String entry, String text) throws Exception {
        try (OutputStream out = Files.newOutputStream(directory.resolve(file));
                ZipOutputStream jar = new ZipOutputStream(out)) {
            jar.putNextEntry(new ZipEntry(entry));
            jar.write(text.getBytes());
        }
    }
}
