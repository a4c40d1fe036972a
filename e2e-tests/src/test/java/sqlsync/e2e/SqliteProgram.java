package sqlsync.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import sqlsync.e2e.fixture.Executables;

/** A file as the {@code sqlite3} program, somebody else's SQLite, sees or makes it. */
final class SqliteProgram {
    private final Path file;

    private SqliteProgram(Path file) {
        this.file = file;
    }

    static SqliteProgram on(byte[] exported, Path file) throws IOException {
        Files.write(file, exported);
        return new SqliteProgram(file);
    }

    /** Has the program make a file. */
    static void make(Path file, String sql) throws IOException, InterruptedException {
        said(Executables.required("sqlite3").toString(), "-batch", "-bail", file.toString(), sql);
    }

    void isSound() throws IOException, InterruptedException {
        assertEquals(List.of("ok"), ask("PRAGMA integrity_check"));
        assertEquals(List.of(), ask("PRAGMA foreign_key_check"));
    }

    /** The lines that the program prints. */
    List<String> ask(String sql) throws IOException, InterruptedException {
        return said(
                Executables.required("sqlite3").toString(),
                "-batch",
                "-bail",
                "-readonly",
                file.toString(),
                sql);
    }

    private static List<String> said(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), said);
        return said.lines().toList();
    }
}
