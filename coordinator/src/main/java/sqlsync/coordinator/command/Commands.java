package sqlsync.coordinator.command;

import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import sqlsync.coordinator.stored.DatabaseCheck;
import sqlsync.coordinator.stored.StoredCopy;
import sqlsync.document.DatabaseFile;
import sqlsync.document.DocumentLabel;

/**
 * {@code java -jar sqlsync-coordinator.jar COMMAND}. Exit code 0, 1 where something is wrong with
 * the data or cannot be done, 2 for arguments that make no sense.
 */
@Command(
        name = "java -jar sqlsync-coordinator.jar",
        synopsisSubcommandLabel = "COMMAND",
        usageHelpWidth = 100)
public final class Commands {
    private final PrintStream out;

    private Commands(PrintStream out) {
        this.out = out;
    }

    /** Whether the arguments begin with a command, and not with an option of the server. */
    public static boolean named(String... arguments) {
        return arguments.length > 0 && !arguments[0].startsWith("-");
    }

    /**
     * Runs one.
     *
     * @return the exit code
     */
    public static int run(PrintStream out, PrintStream err, String... arguments) {
        CommandLine line = new CommandLine(new Commands(out));
        line.addSubcommand(new TokenCommand(out));
        line.setParameterExceptionHandler(
                (problem, given) -> {
                    err.println(sentence(problem));
                    return CommandLine.ExitCode.USAGE;
                });
        line.setExecutionExceptionHandler(
                (problem, command, parsed) -> {
                    if (!(problem instanceof IOException)) {
                        throw problem;
                    }
                    err.println(problem.getMessage());
                    return CommandLine.ExitCode.SOFTWARE;
                });
        line.setOut(new PrintWriter(out, true));
        return line.execute(arguments);
    }

    private static String sentence(CommandLine.ParameterException problem) {
        if (problem instanceof CommandLine.UnmatchedArgumentException unmatched) {
            String first = unmatched.getUnmatched().get(0);
            return "There is no command or option " + first + ". --help lists them.";
        }
        if (problem.getCause() instanceof CommandLine.TypeConversionException unusable
                && problem.getArgSpec() instanceof CommandLine.Model.OptionSpec option) {
            return option.longestName() + unusable.getMessage();
        }
        return problem.getMessage() + ".";
    }

    private static final class Where {
        @Option(
                names = "--data",
                paramLabel = "DIR",
                required = true,
                description = "where documents are kept; no coordinator may work on it meanwhile")
        private Path data;

        @Option(
                names = {"-h", "--help"},
                usageHelp = true,
                description = "print this")
        private boolean help;
    }

    @Command(
            name = "list",
            description =
                    "Lists the documents of a data directory: id, reducer, bytes of the database, bytes on"
                            + " disk, last change.")
    int list(@CommandLine.Mixin Where where) throws IOException {
        boolean well = true;
        try (OfflineData data = OfflineData.open(where.data)) {
            for (Path directory : data.directories(List.of())) {
                StoredCopy copy = StoredCopy.describe(directory);
                if (copy.document() == null) {
                    continue;
                }
                DocumentLabel label = copy.label();
                out.printf(
                        "%s\t%s\t%d\t%d\t%s%n",
                        copy.document().documentId(),
                        label.reducer(),
                        label.bytes(),
                        copy.document().bytes(),
                        Instant.ofEpochMilli(label.modified()));
                well &= copy.problems().isEmpty();
            }
        }
        return well ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
    }

    @Command(
            name = "check",
            description =
                    "Reads documents, all where none is named, and says what is wrong with them: checksums,"
                            + " missing segments, SQLite's integrity. Changes nothing.")
    int check(
            @CommandLine.Mixin Where where,
            @Parameters(paramLabel = "ID", arity = "0..*") List<String> ids)
            throws IOException {
        List<String> damaged = new ArrayList<>();
        try (OfflineData data = OfflineData.open(where.data)) {
            DatabaseCheck database = new DatabaseCheck();
            for (Path directory : data.directories(ids == null ? List.of() : ids)) {
                StoredCopy copy = StoredCopy.load(directory);
                List<String> problems = new ArrayList<>(copy.problems());
                problems.addAll(database.problems(copy.pages()));
                String id =
                        copy.document() == null
                                ? directory.getFileName().toString()
                                : copy.document().documentId();
                if (problems.isEmpty()) {
                    out.println("ok\t" + id + "\tLSN " + copy.lsn());
                } else {
                    damaged.add(id);
                    problems.forEach(each -> out.println("damaged\t" + id + "\t" + each));
                }
            }
        }
        return damaged.isEmpty() ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
    }

    @Command(
            name = "export",
            description = "Writes the database of a document to a new SQLite file.")
    int export(
            @CommandLine.Mixin Where where,
            @Option(
                            names = "--damaged",
                            description =
                                    "write what can be read of a document that is damaged, which may be old")
                    boolean damagedToo,
            @Parameters(paramLabel = "ID") String id,
            @Parameters(paramLabel = "FILE") Path file)
            throws IOException {
        try (OfflineData data = OfflineData.open(where.data)) {
            StoredCopy copy = StoredCopy.load(data.directories(List.of(id)).get(0));
            if (!copy.problems().isEmpty() && !damagedToo) {
                throw new IOException(
                        "The document is damaged: "
                                + copy.problems().get(0)
                                + " --damaged exports what can be read.");
            }
            write(DatabaseFile.of(copy.pages()), file);
        }
        return CommandLine.ExitCode.OK;
    }

    @Command(
            name = "delete",
            description =
                    "Deletes a document for good, as an administrator does: devices that come later are"
                            + " told, and its id cannot be used again.")
    int delete(@CommandLine.Mixin Where where, @Parameters(paramLabel = "ID") String id)
            throws IOException {
        try (OfflineData data = OfflineData.open(where.data)) {
            data.delete(id);
        }
        out.println("deleted\t" + id);
        return CommandLine.ExitCode.OK;
    }

    private static void write(byte[] database, Path file) throws IOException {
        try {
            Files.write(file, database, StandardOpenOption.CREATE_NEW);
        } catch (FileAlreadyExistsException exists) {
            throw new IOException("There is a file " + file + " already.", exists);
        }
    }
}
