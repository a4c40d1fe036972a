package sqlsync.coordinator;

import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import sqlsync.coordinator.admin.AdminOptions;
import sqlsync.coordinator.auth.TokenRules;
import sqlsync.coordinator.command.TimeConverter;
import sqlsync.coordinator.limit.CoordinatorLimits;

/**
 * The options of the command line: names, values, defaults and help. What makes no sense is a
 * {@link UsageException}.
 */
@Command(
        name = "java -jar sqlsync-coordinator.jar",
        synopsisHeading = "Usage: ",
        customSynopsis = {
            "java -jar sqlsync-coordinator.jar --data DIR --reducers DIR",
            "         (--jwks URL|FILE | --jwt-secret-file FILE | --insecure) [options]",
            ""
        },
        sortOptions = false,
        usageHelpWidth = 100,
        footer = {
            "",
            "Paths",
            "  /sync                         WebSocket of the library",
            "  /documents/{id}/mutations     POST {\"id\", \"calls\": [{\"name\", \"args\"}]}",
            "  /documents/{id}/query         GET ?sql=...&params=[...]",
            "  /healthz, /readyz, /metrics   for monitoring",
            "  /admin/...                    on --admin-port only; docs/ADMIN.md",
            "",
            "Commands; COMMAND --help says more",
            "  token                         a token signed with the secret of --jwt-secret-file",
            "  list, check, export           look at a data directory that no coordinator works on",
            "  delete                        delete a document in it for good",
            "",
            "The log goes to the error output, one line of key=value an event. SIGTERM ends the server",
            "when what was acknowledged is on disk and clients were told. An error of the process, such",
            "as memory that ran out, ends it at once with status 70; let something start it again, and",
            "give Java -XX:+ExitOnOutOfMemoryError, which sees more of these."
        })
final class Arguments {
    private static final CoordinatorLimits.Tuning TUNING = CoordinatorLimits.Tuning.DEFAULT;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            required = true,
            converter = ArgumentTypes.NewDirectory.class,
            description = "where documents are kept; one process owns it")
    Path data;

    @Option(
            names = "--reducers",
            paramLabel = "DIR",
            required = true,
            converter = ArgumentTypes.Directory.class,
            description =
                    "the reducers that this server runs: JavaScript modules, the files that browsers load,"
                            + " or jars whose services of sqlsync.reducer.Reducer are some")
    Path reducers;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "print this")
    private boolean help;

    @ArgGroup(validate = false, heading = "%nWho may connect%n")
    WhoMayConnect who = new WhoMayConnect();

    @ArgGroup(validate = false, heading = "%nTokens, and the documents that they open%n")
    Tokens tokens = new Tokens();

    @ArgGroup(validate = false, heading = "%nWhere%n")
    Where where = new Where();

    @ArgGroup(validate = false, heading = "%nAdministration%n")
    Administration administration = new Administration();

    @ArgGroup(validate = false, heading = "%nLimits%n")
    Limits limits = new Limits();

    /** Who may connect. */
    static final class WhoMayConnect {
        @Option(
                names = "--jwks",
                paramLabel = "URL|FILE",
                converter = ArgumentTypes.KeyLocation.class,
                description =
                        "those with a JSON Web Token that one of these public keys verifies, a JSON Web"
                                + " Key Set (RS256, RS384, RS512, PS256, ES256, ES384, EdDSA). It is loaded"
                                + " again every ten minutes, and when a token names another key")
        URI jwks;

        @Option(
                names = "--jwt-secret-file",
                paramLabel = "FILE",
                converter = ArgumentTypes.ExistingFile.class,
                description =
                        "those with a JSON Web Token, signed by HS256 with the secret in this file, at"
                                + " least 32 bytes. Both kinds of tokens can be let in")
        Path jwtSecretFile;

        @Option(
                names = "--insecure",
                arity = "0",
                description =
                        "everybody; a token is taken for the user's name. For development only")
        boolean insecure;
    }

    /** What tokens must say: "sub" is the user, and "exp" must be there. */
    static final class Tokens {
        private static final String ISSUER = "--issuer";
        private static final String AUDIENCE = "--audience";
        private static final String LIFETIME = "--max-token-lifetime";
        private static final String DOCUMENTS = "--documents-claim";
        private static final String AUTHORIZE = "--authorize-url";
        private static final String REDUCER_CLAIMS = "--reducer-claims";

        @Option(
                names = ISSUER,
                paramLabel = "NAME",
                description = "\"iss\" must be this, to the letter. Can be given again")
        private List<String> issuers = new ArrayList<>();

        @Option(
                names = AUDIENCE,
                paramLabel = "NAME",
                description =
                        "\"aud\" must be or contain this. Can be given again. Without it, tokens for an"
                                + " audience are refused")
        private List<String> audiences = new ArrayList<>();

        @Option(
                names = LIFETIME,
                paramLabel = "TIME",
                converter = TimeConverter.class,
                description =
                        "refuse tokens that are valid for longer, like 12h, 30d (default 30d)")
        private Long lifetimeMillisMax;

        @Option(
                names = DOCUMENTS,
                paramLabel = "NAME",
                description =
                        "the claim that says which documents the user may use (default \"documents\"); a"
                                + " name, or names with dots between: app_metadata.documents. It is a list of"
                                + " ids, or an object with \"read\" or \"write\" for each id; * behind a"
                                + " beginning of ids, {sub} is the user. A token without it opens no document")
        private String documentsClaim;

        @Option(
                names = AUTHORIZE,
                paramLabel = "URL",
                converter = ArgumentTypes.ServerUrl.class,
                description =
                        "ask this server instead: POST {\"user\", \"document\", \"access\"}, answer"
                                + " {\"access\": \"none\" | \"read\" | \"write\"}, which counts as long as its"
                                + " Cache-Control: max-age says")
        private URI authorizeUrl;

        @Option(
                names = REDUCER_CLAIMS,
                paramLabel = "NAMES",
                split = ",",
                description =
                        "claims that reducers see in tx.claims, and devices with them, like"
                                + " role,app_metadata.teams. Can be given again")
        private List<String> reducerClaims = new ArrayList<>();

        TokenOptions options(URI jwks) throws UsageException {
            if (documentsClaim != null && authorizeUrl != null) {
                throw new UsageException(DOCUMENTS + " and " + AUTHORIZE + " exclude each other.");
            }
            String claim =
                    documentsClaim == null ? TokenRules.DOCUMENTS_CLAIM_DEFAULT : documentsClaim;
            return new TokenOptions(
                    jwks,
                    new TokenRules(
                            List.copyOf(issuers),
                            List.copyOf(audiences),
                            lifetimeMillisMax == null
                                    ? TokenRules.LIFETIME_MILLIS_MAX_DEFAULT
                                    : lifetimeMillisMax,
                            authorizeUrl == null ? claim : null,
                            List.copyOf(reducerClaims)),
                    authorizeUrl);
        }

        /** The name of an option of these that was given, or null. */
        String any() {
            Map<String, Boolean> given = new LinkedHashMap<>();
            given.put(ISSUER, !issuers.isEmpty());
            given.put(AUDIENCE, !audiences.isEmpty());
            given.put(LIFETIME, lifetimeMillisMax != null);
            given.put(DOCUMENTS, documentsClaim != null);
            given.put(AUTHORIZE, authorizeUrl != null);
            given.put(REDUCER_CLAIMS, !reducerClaims.isEmpty());
            given.values().removeIf(each -> !each);
            return given.isEmpty() ? null : given.keySet().iterator().next();
        }
    }

    /** Addresses. */
    static final class Where {
        @Option(
                names = "--port",
                paramLabel = "PORT",
                converter = ArgumentTypes.Port.class,
                description = "listen on this port; 0 takes a free one (default ${DEFAULT-VALUE})")
        int port = CoordinatorOptions.PORT_DEFAULT;

        @Option(
                names = "--host",
                paramLabel = "ADDRESS",
                description =
                        "listen on this address (default ${DEFAULT-VALUE}: this machine only)")
        String host = CoordinatorOptions.HOST_DEFAULT;

        @Option(
                names = "--serve",
                paramLabel = "DIR",
                converter = ArgumentTypes.Directory.class,
                description = "serve the files of this directory, for example an application's")
        Path serve;

        @Option(
                names = "--origin",
                paramLabel = "ORIGIN",
                converter = ArgumentTypes.Origin.class,
                description =
                        "let pages of this origin connect, like https://app.example; * for any. Can be"
                                + " given again. Pages that this server serves at localhost or an address in"
                                + " numbers need no mention")
        List<String> origins = new ArrayList<>();

        @Option(
                names = "--public-url",
                paramLabel = "URL",
                converter = ArgumentTypes.PublicUrl.class,
                description =
                        "how others reach this server, like https://sync.example; can be given again."
                                + " Where no token is asked for, it answers only by this name, by --host, as"
                                + " localhost, and by addresses in numbers")
        List<String> publicUrls = new ArrayList<>();

        @Option(
                names = "--behind-proxy",
                arity = "0",
                description =
                        "a proxy is in front that sets X-Forwarded-For: limits for an address go by that")
        boolean behindProxy;
    }

    /** Where an administrator is listened to. */
    static final class Administration {
        private static final String PORT = "--admin-port";
        private static final String HOST = "--admin-host";
        private static final String TOKEN_FILE = "--admin-token-file";

        @Option(
                names = PORT,
                paramLabel = "PORT",
                converter = ArgumentTypes.Port.class,
                description =
                        "answer an administrator on this port; 0 takes a free one (default: none)")
        private Integer port;

        @Option(
                names = HOST,
                paramLabel = "ADDRESS",
                description =
                        "at this address (default "
                                + AdminOptions.HOST_DEFAULT
                                + ": this machine only). It speaks HTTP without TLS")
        private String host;

        @Option(
                names = TOKEN_FILE,
                paramLabel = "FILE",
                converter = ArgumentTypes.ExistingFile.class,
                description =
                        "the secret that an administrator shows (Authorization: Bearer ...), at least 32"
                                + " characters")
        private Path tokenFile;

        /** Null for no administrator. */
        AdminOptions options() throws UsageException {
            if (port == null) {
                if (host != null || tokenFile != null) {
                    throw new UsageException(
                            (host != null ? HOST : TOKEN_FILE) + " needs " + PORT + ".");
                }
                return null;
            }
            if (tokenFile == null) {
                throw new UsageException(
                        PORT
                                + " needs "
                                + TOKEN_FILE
                                + " FILE, with a secret of at least 32 characters: `openssl rand -hex"
                                + " 32` makes a good one.");
            }
            return new AdminOptions(
                    host == null ? AdminOptions.HOST_DEFAULT : host, port, tokenFile);
        }
    }

    /** What an operator can tune. */
    static final class Limits {
        @Option(
                names = "--loops",
                paramLabel = "N",
                converter = ArgumentTypes.Count.class,
                description =
                        "threads that documents live on (default: processors, at least "
                                + CoordinatorLimits.Tuning.LOOPS_MIN
                                + ")")
        int loops = TUNING.loops();

        @Option(
                names = "--reducer-millis",
                paramLabel = "N",
                converter = ArgumentTypes.Count.class,
                description =
                        "processor time of a mutation before its document is moved to a loop for slow ones"
                                + " (default ${DEFAULT-VALUE})")
        int reducerMillis = TUNING.reducerMillisMax();

        @Option(
                names = "--slow-reducer-millis",
                paramLabel = "N",
                converter = ArgumentTypes.Count.class,
                description =
                        "processor time there before it is rejected (default "
                                + CoordinatorLimits.Tuning.SLOW_REDUCER_MILLIS_MAX
                                + ", or as --reducer-millis where that is more)")
        private Integer slowReducerMillis;

        int slowReducerMillis() {
            return slowReducerMillis != null
                    ? slowReducerMillis
                    : Math.max(reducerMillis, TUNING.slowReducerMillisMax());
        }

        @Option(
                names = "--document-idle-seconds",
                paramLabel = "N",
                converter = ArgumentTypes.Count.class,
                description =
                        "close a document that nobody uses for so long (default ${DEFAULT-VALUE})")
        int documentIdleSeconds = TUNING.documentIdleMillisMax() / 1_000;

        @Option(
                names = "--documents-per-minute",
                paramLabel = "N",
                converter = ArgumentTypes.Count.class,
                description =
                        "documents that one user may make a minute; as many again at once (default"
                                + " ${DEFAULT-VALUE})")
        int documentsPerMinute = TUNING.documentsPerMinute();

        @Option(
                names = "--connections-per-user",
                paramLabel = "N",
                converter = ArgumentTypes.Count.class,
                description = "WebSockets that one user may have open (default ${DEFAULT-VALUE})")
        int connectionsPerUser = TUNING.shares().userConnections();

        @Option(
                names = "--requests-per-second",
                paramLabel = "N",
                converter = ArgumentTypes.Count.class,
                description =
                        "requests over HTTP that one user may send a second; ten times as many at once"
                                + " (default ${DEFAULT-VALUE})")
        int requestsPerSecond = TUNING.shares().userRequestsPerSecond();

        @Option(
                names = "--devices-per-document",
                paramLabel = "N",
                converter = ArgumentTypes.Count.class,
                description = "devices that may have one document open (default ${DEFAULT-VALUE})")
        int devicesPerDocument = TUNING.shares().documentDevices();

        @Option(
                names = "--document-bytes-max",
                paramLabel = "N",
                converter = ArgumentTypes.DocumentBytes.class,
                description =
                        "bytes that the database of one document may have, "
                                + CoordinatorLimits.DOCUMENT_BYTES_LIMIT_MIN
                                + " to "
                                + CoordinatorLimits.DOCUMENT_BYTES_LIMIT_MAX
                                + " (default: an eighth of Java's memory). What would make it larger is refused, and so"
                                + " is a document that is larger")
        long documentBytesMax = TUNING.documentBytesMax();
    }

    private Arguments() {}

    private static CommandLine commandLine(Arguments arguments) {
        CommandLine line =
                new CommandLine(arguments)
                        .setExpandAtFiles(false)
                        .setUnmatchedOptionsAllowedAsOptionParameters(false);
        line.getCommandSpec().parser().collectErrors(true);
        return line;
    }

    /** The text of {@code --help}. */
    static String help() {
        return commandLine(new Arguments())
                .setSeparator(" ")
                .setUsageHelpLongOptionsMaxWidth(26)
                .getUsageMessage(Ansi.OFF);
    }

    /** Whether a person asks for help, whatever else is wrong. */
    static boolean askForHelp(String... given) {
        return commandLine(new Arguments()).parseArgs(given).isUsageHelpRequested();
    }

    /**
     * Takes {@code --name value} and {@code --name=value}, and checks values, files and
     * directories.
     */
    static Arguments parse(String... given) throws UsageException {
        Arguments arguments = new Arguments();
        CommandLine.ParseResult parsed = commandLine(arguments).parseArgs(given);
        for (Exception problem : parsed.errors()) {
            if (!isUnknownOrMissing(problem, given)) {
                throw new UsageException(sentence(problem, given));
            }
        }
        if (!parsed.unmatched().isEmpty()) {
            String name = parsed.unmatched().get(0).split("=", 2)[0];
            throw new UsageException("There is no option " + name + ".");
        }
        for (OptionSpec option : parsed.matchedOptions()) {
            if (option.originalStringValues().contains("")) {
                throw new UsageException(option.longestName() + " needs a value.");
            }
            if (option.originalStringValues().size() > 1 && !option.isMultiValue()) {
                throw new UsageException(option.longestName() + " is given twice.");
            }
        }
        if (!parsed.errors().isEmpty()) {
            throw new UsageException(sentence(parsed.errors().get(0), given));
        }
        return arguments;
    }

    /**
     * Whether something is unknown, or was left out. Options with a wrong value are reported before
     * that.
     */
    private static boolean isUnknownOrMissing(Exception problem, String[] given) {
        return problem instanceof CommandLine.UnmatchedArgumentException
                || problem instanceof CommandLine.MissingParameterException missing
                        && !List.of(given).contains(nameOf(missing.getMissing().get(0)));
    }

    private static String sentence(Exception first, String[] given) {
        if (!(first instanceof CommandLine.ParameterException problem)) {
            return first.getMessage();
        }
        if (problem instanceof CommandLine.MissingParameterException missing) {
            String name = nameOf(missing.getMissing().get(0));
            return name + (List.of(given).contains(name) ? " needs a value." : " is missing.");
        }
        if (problem instanceof CommandLine.OverwrittenOptionException twice) {
            return nameOf(twice.getOverwritten()) + " is given twice.";
        }
        if ("".equals(problem.getValue())) {
            return nameOf(problem.getArgSpec()) + " needs a value.";
        }
        if (problem.getCause() instanceof CommandLine.TypeConversionException unusable) {
            return nameOf(problem.getArgSpec()) + unusable.getMessage();
        }
        if (problem instanceof CommandLine.MaxValuesExceededException) {
            return valued(problem.getCommandLine(), given) + " takes no value.";
        }
        return problem.getMessage();
    }

    /** The first flag that has a value. */
    private static String valued(CommandLine line, String[] given) {
        for (String each : given) {
            int equals = each.indexOf('=');
            OptionSpec option =
                    equals < 0 ? null : line.getCommandSpec().findOption(each.substring(0, equals));
            if (option != null && option.arity().max() == 0) {
                return option.longestName();
            }
        }
        throw new IllegalArgumentException(String.join(" ", given));
    }

    private static String nameOf(ArgSpec option) {
        return ((OptionSpec) option).longestName();
    }
}
