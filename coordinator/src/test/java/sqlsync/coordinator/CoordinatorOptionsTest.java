package sqlsync.coordinator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sqlsync.coordinator.auth.TokenRules;
import sqlsync.coordinator.limit.CoordinatorLimits;

class CoordinatorOptionsTest {
    @TempDir Path directory;
    private String data;
    private String reducers;

    @BeforeEach
    void makeDirectories() throws IOException {
        data = directory.resolve("data").toString();
        reducers = Files.createDirectory(directory.resolve("reducers")).toString();
    }

    @Test
    void whatIsLeftOutHasItsDefault() throws UsageException {
        CoordinatorOptions options =
                CoordinatorOptions.parse("--data", data, "--reducers", reducers, "--insecure");
        assertEquals(8787, options.port());
        assertEquals("127.0.0.1", options.host());
        assertNull(options.serve());
        assertNull(options.jwtSecretFile());
        assertTrue(options.insecure());
        assertEquals(List.of(), options.origins());
        assertEquals(CoordinatorLimits.Tuning.DEFAULT, options.tuning());
    }

    @Test
    void valuesAreTakenWithABlankOrAnEqualsSign() throws UsageException {
        CoordinatorOptions options =
                CoordinatorOptions.parse(
                        "--port=0",
                        "--host",
                        "::1",
                        "--data=" + data,
                        "--reducers",
                        reducers,
                        "--insecure");
        assertEquals(0, options.port());
        assertEquals("::1", options.host());
        assertEquals(Path.of(data), options.data());
    }

    @Test
    void originsAndLimitsAreTaken() throws Exception {
        String secret = Files.createFile(directory.resolve("secret")).toString();
        String[] arguments = {
            "--data",
            data,
            "--reducers",
            reducers,
            "--jwt-secret-file",
            secret,
            "--origin",
            "https://a.example",
            "--origin=http://localhost:5173",
            "--loops",
            "3",
            "--reducer-millis=7",
            "--slow-reducer-millis",
            "70",
            "--document-idle-seconds",
            "5"
        };
        CoordinatorOptions options = CoordinatorOptions.parse(arguments);
        assertEquals(List.of("https://a.example", "http://localhost:5173"), options.origins());
        assertEquals(Path.of(secret), options.jwtSecretFile());
        assertEquals(new CoordinatorLimits.Tuning(3, 7, 70, 5_000), options.tuning());
    }

    @Test
    void optionsStandInAnyOrder() throws Exception {
        String[] arguments = {
            "--origin",
            "https://a.example",
            "--loops=3",
            "--public-url=https://c.example/",
            "--insecure",
            "--behind-proxy",
            "--origin=*",
            "--data",
            data,
            "--port",
            "1",
            "--document-idle-seconds",
            "5",
            "--public-url",
            "https://d.example",
            "--reducers",
            reducers,
            "--reducer-millis",
            "40000",
            "--host",
            "::1"
        };
        CoordinatorOptions options = CoordinatorOptions.parse(arguments);
        assertEquals(List.of("https://a.example", "*"), options.origins());
        assertEquals(List.of("https://c.example", "https://d.example"), options.publicUrls());
        assertEquals(1, options.port());
        assertEquals("::1", options.host());
        assertTrue(options.insecure() && options.behindProxy());
        // A slow loop gives no less time than a quick one.
        assertEquals(new CoordinatorLimits.Tuning(3, 40_000, 40_000, 5_000), options.tuning());
    }

    @Test
    void whatIsWrongIsNamedAmongWhatIsRight() {
        String[] right = {"--data", data, "--reducers", reducers, "--insecure"};
        Map<String, List<String>> wrong =
                Map.of(
                        "--port is given twice.",
                        List.of("--port=1", "--host", "x", "--port=2"),
                        "--insecure is given twice.",
                        List.of("--insecure"),
                        "--host needs a value.",
                        List.of("--host="),
                        "--serve needs a value.",
                        List.of("--serve", ""),
                        "--loops needs a value.",
                        List.of("--loops", "--behind-proxy"),
                        "There is no option --lops.",
                        List.of("--lops=3"),
                        "There is no option @file.",
                        List.of("@file"),
                        "--insecure takes no value.",
                        List.of("--insecure=true"),
                        "--port takes a number from 0 to 65535, not -5.",
                        List.of("--port", "-5"),
                        "--public-url takes an address like https://sync.example, not sync.example.",
                        List.of("--public-url", "sync.example"));
        wrong.forEach(
                (sentence, more) -> {
                    List<String> arguments = new ArrayList<>(List.of(right));
                    arguments.addAll(more);
                    refused(sentence, arguments.toArray(new String[0]));
                });
    }

    @Test
    void helpNamesEveryOption() throws Exception {
        for (String name :
                List.of(
                        "--data",
                        "--reducers",
                        "--serve",
                        "--port",
                        "--host",
                        "--origin",
                        "--insecure",
                        "--jwks",
                        "--jwt-secret-file",
                        "--issuer",
                        "--audience",
                        "--max-token-lifetime",
                        "--documents-claim",
                        "--authorize-url",
                        "--reducer-claims",
                        "--loops",
                        "--reducer-millis",
                        "--slow-reducer-millis",
                        "--document-idle-seconds",
                        "--documents-per-minute",
                        "--document-bytes-max")) {
            assertTrue(Arguments.help().contains("  " + name + " "), name);
        }
    }

    @Test
    void whoseTokensAreAcceptedIsTaken() throws Exception {
        CoordinatorOptions options =
                CoordinatorOptions.parse(
                        "--data",
                        data,
                        "--reducers",
                        reducers,
                        "--jwks",
                        "https://login.example/keys?set=1",
                        "--issuer",
                        "https://login.example/",
                        "--audience=notes",
                        "--audience=tasks",
                        "--max-token-lifetime",
                        "12h",
                        "--documents-claim",
                        "app_metadata.documents",
                        "--reducer-claims",
                        "role,app_metadata.teams");
        assertEquals(
                new TokenOptions(
                        URI.create("https://login.example/keys?set=1"),
                        new TokenRules(
                                List.of("https://login.example/"),
                                List.of("notes", "tasks"),
                                12 * 3_600_000,
                                "app_metadata.documents",
                                List.of("role", "app_metadata.teams")),
                        null),
                options.tokens());
        Path keys = Files.createFile(directory.resolve("keys.json"));
        options =
                CoordinatorOptions.parse(
                        "--data", data, "--reducers", reducers, "--jwks", keys.toString());
        assertEquals(keys.toUri(), options.tokens().jwks());
        for (String near :
                List.of("http://localhost:9/k", "http://127.0.0.1/k", "http://[::1]/k")) {
            CoordinatorOptions.parse("--data", data, "--reducers", reducers, "--jwks", near);
        }
    }

    @Test
    void keysThatCouldBeForgedOnTheWayAreNotFetched() {
        String[] right = {"--data", data, "--reducers", reducers};
        Map<String, List<String>> wrong =
                Map.of(
                        "--jwks takes an address with https, or with http on this machine, not"
                                + " http://login.example/k.",
                        List.of("--jwks", "http://login.example/k"),
                        "--jwks takes an address with https, or with http on this machine, not"
                                + " http://localhost.example/k.",
                        List.of("--jwks", "http://localhost.example/k"),
                        "--jwks takes an address like https://login.example/keys, not https:.",
                        List.of("--jwks", "https:"),
                        "--max-token-lifetime takes a time like 90s, 15m, 12h, 30d, not 30.",
                        List.of("--max-token-lifetime", "30"),
                        "--insecure and --issuer exclude each other.",
                        List.of("--insecure", "--issuer", "x"),
                        "--insecure and --authorize-url exclude each other.",
                        List.of("--insecure", "--authorize-url", "https://app.example/may"),
                        "--documents-claim and --authorize-url exclude each other.",
                        List.of(
                                "--documents-claim",
                                "x",
                                "--authorize-url",
                                "https://app.example"));
        wrong.forEach(
                (message, arguments) -> {
                    List<String> all = new ArrayList<>(List.of(right));
                    all.addAll(arguments);
                    refused(message, all.toArray(String[]::new));
                });
    }

    @Test
    void whoMayConnectMustBeSaid() throws Exception {
        String secret = Files.createFile(directory.resolve("secret")).toString();
        refused(
                "Say who may connect: --jwks URL or --jwt-secret-file FILE for people with signed"
                        + " tokens, or --insecure for everybody, in development.",
                "--data",
                data,
                "--reducers",
                reducers);
        refused(
                "--insecure and --jwt-secret-file exclude each other.",
                "--data",
                data,
                "--reducers",
                reducers,
                "--insecure",
                "--jwt-secret-file",
                secret);
        refused("--insecure takes no value.", "--insecure=yes");
        refused(
                "--origin takes an origin like https://app.example, not app.example/x.",
                "--data",
                data,
                "--reducers",
                reducers,
                "--insecure",
                "--origin",
                "app.example/x");
        refused(
                "--loops takes a number from 1 to 1000000, not 0.",
                "--data",
                data,
                "--reducers",
                reducers,
                "--insecure",
                "--loops",
                "0");
        for (String bytes : List.of("65535", "1048576001", "many")) {
            refused(
                    "--document-bytes-max takes a number from 65536 to 1048576000, not "
                            + bytes
                            + ".",
                    "--data",
                    data,
                    "--reducers",
                    reducers,
                    "--insecure",
                    "--document-bytes-max",
                    bytes);
        }
    }

    @Test
    void theLimitOfADocumentIsAnEighthOfTheHeapOrWhatIsSaid() throws Exception {
        List<String> arguments =
                new ArrayList<>(List.of("--data", data, "--reducers", reducers, "--insecure"));
        long standard =
                CoordinatorOptions.parse(arguments.toArray(new String[0]))
                        .tuning()
                        .documentBytesMax();
        assertEquals(Math.min(1000L << 20, Runtime.getRuntime().maxMemory() / 8), standard);
        for (long bytes : new long[] {65_536, 1_048_576_000}) {
            List<String> more = new ArrayList<>(arguments);
            more.add("--document-bytes-max=" + bytes);
            CoordinatorOptions options = CoordinatorOptions.parse(more.toArray(new String[0]));
            assertEquals(bytes, options.tuning().documentBytesMax());
        }
    }

    @Test
    void helpIsSeenAmongOtherArguments() {
        assertTrue(Arguments.askForHelp("--port", "80", "--help"));
        assertFalse(Arguments.askForHelp("--port", "80"));
    }

    @Test
    void eachMistakeIsNamedInOneSentence() throws IOException {
        String file = Files.createFile(directory.resolve("file")).toString();
        refused("--data is missing.", "--reducers", reducers);
        refused("--reducers is missing.", "--data", data);
        refused("There is no option --prot.", "--prot", "80");
        refused("There is no option 8787.", "8787");
        refused("--port needs a value.", "--port");
        refused("--port needs a value.", "--port=");
        refused("--port needs a value.", "--port", "--data", data);
        refused("--port is given twice.", "--port", "1", "--port", "2");
        refused(
                "--port takes a number from 0 to 65535, not 65536.",
                "--port",
                "65536",
                "--data",
                data,
                "--reducers",
                reducers);
        refused(
                "--port takes a number from 0 to 65535, not http.",
                "--port",
                "http",
                "--data",
                data,
                "--reducers",
                reducers);
        refused(
                "--data takes a directory, and " + file + " is a file.",
                "--data",
                file,
                "--reducers",
                reducers);
        refused(
                "--reducers: there is no directory " + file + ".",
                "--data",
                data,
                "--reducers",
                file);
        refused(
                "--serve: there is no directory " + file + ".",
                "--data",
                data,
                "--reducers",
                reducers,
                "--serve",
                file);
    }

    private static void refused(String sentence, String... arguments) {
        UsageException problem =
                assertThrows(
                        UsageException.class, () -> CoordinatorOptions.parse(arguments), sentence);
        assertEquals(sentence, problem.getMessage());
    }
}
