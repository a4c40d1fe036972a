package sqlsync.coordinator;

import java.nio.file.Path;
import java.util.List;
import sqlsync.coordinator.limit.CoordinatorLimits;

/**
 * What the command line asks for.
 *
 * @param host the address to listen on
 * @param port 0 to 65535; 0 takes a free one
 * @param data where documents are kept; made when it is first needed
 * @param reducers an existing directory with the reducers that this server runs
 * @param serve an existing directory whose files are served, or null for none
 * @param origins of pages that may connect, besides those that this server serves; "*" for any
 * @param insecure whether everybody is who they say they are
 * @param jwtSecretFile holds the secret that tokens are signed with; null with {@code insecure}
 * @param publicUrls origins by which this server is reached from elsewhere, through a proxy
 * @param behindProxy whether {@code X-Forwarded-For} says where requests come from
 * @param tuning limits that an operator can choose
 */
public record CoordinatorOptions(
        String host,
        int port,
        Path data,
        Path reducers,
        Path serve,
        List<String> origins,
        boolean insecure,
        Path jwtSecretFile,
        List<String> publicUrls,
        boolean behindProxy,
        CoordinatorLimits.Tuning tuning) {
    public static final int PORT_DEFAULT = 8787;
    public static final String HOST_DEFAULT = "127.0.0.1";

    /** Reached directly, by the address that it listens on. */
    public CoordinatorOptions(
            String host,
            int port,
            Path data,
            Path reducers,
            Path serve,
            List<String> origins,
            boolean insecure,
            Path jwtSecretFile,
            CoordinatorLimits.Tuning tuning) {
        this(
                host,
                port,
                data,
                reducers,
                serve,
                origins,
                insecure,
                jwtSecretFile,
                List.of(),
                false,
                tuning);
    }

    static final String HELP =
            """
            Usage: java -jar sqlsync-coordinator.jar --data DIR --reducers DIR \
            (--jwt-secret-file FILE | --insecure) [options]

              --data DIR               where documents are kept; one process owns it
              --reducers DIR           the reducers that this server runs: JavaScript modules, the
                                       files that browsers load, or jars whose services of
                                       sqlsync.reducer.Reducer are some

            Who may connect, one of
              --jwt-secret-file FILE   those with a JSON Web Token, signed by HS256 with the secret in
                                       this file, at least 32 bytes. "sub" is the user, "exp" is
                                       checked, "documents" lists ids or, with * behind them,
                                       beginnings of ids; without it the token is for all documents
              --insecure               everybody; a token is taken for the user's name. For
                                       development only

            Where
              --port PORT              listen on this port; 0 takes a free one (default 8787)
              --host ADDRESS           listen on this address (default 127.0.0.1: this machine only)
              --serve DIR              serve the files of this directory, for example an application's
              --origin ORIGIN          let pages of this origin connect, like https://app.example;
                                       * for any. Can be given again. Pages that this server serves
                                       at localhost or an address in numbers need no mention
              --public-url URL         how others reach this server, like https://sync.example; can be
                                       given again. Where no token is asked for, it answers only by
                                       this name, by --host, as localhost, and by addresses in numbers
              --behind-proxy           a proxy is in front that sets X-Forwarded-For: limits for an
                                       address go by that

            Limits
              --loops N                threads that documents live on (default: processors, at least 2)
              --reducer-millis N       processor time of a mutation before its document is moved to a
                                       loop for slow ones (default 250)
              --slow-reducer-millis N  processor time there before it is rejected (default 5000)
              --document-idle-seconds N
                                       close a document that nobody uses for so long (default 60)
              --documents-per-minute N documents that one user may make a minute; as many again at
                                       once (default 120)

              --document-bytes-max N   bytes that the database of one document may have, 65536 to
                                       1048576000 (default: an eighth of Java's memory). What would
                                       make it larger is refused, and so is a document that is larger

              --help                   print this

            Paths
              /sync                         WebSocket of the library
              /documents/{id}/mutations     POST {"id", "calls": [{"name", "args"}]}
              /documents/{id}/query         GET ?sql=...&params=[...]
              /healthz, /readyz, /metrics   for monitoring

            The log goes to the error output, one line of key=value an event. SIGTERM ends the server
            when what was acknowledged is on disk and clients were told. An error of the process, such
            as memory that ran out, ends it at once with status 70; let something start it again, and
            give Java -XX:+ExitOnOutOfMemoryError, which sees more of these.
            """;

    /** Whether a person asks for help rather than for a server. */
    static boolean asksForHelp(String... arguments) {
        for (String argument : arguments) {
            if (argument.equals("--help") || argument.equals("-h")) {
                return true;
            }
        }
        return false;
    }

    /** Reads {@code --name value} and {@code --name=value}, and checks files and directories. */
    static CoordinatorOptions parse(String... arguments) throws UsageException {
        Arguments given = Arguments.parse(arguments);
        CoordinatorLimits.Tuning standard = CoordinatorLimits.Tuning.DEFAULT;
        int reducerMillis = given.number("--reducer-millis", standard.reducerMillisMax());
        CoordinatorOptions options =
                new CoordinatorOptions(
                        given.text("--host", HOST_DEFAULT),
                        given.port("--port", PORT_DEFAULT),
                        given.directoryToBe("--data"),
                        given.directory("--reducers"),
                        given.has("--serve") ? given.directory("--serve") : null,
                        given.origins("--origin"),
                        given.has("--insecure"),
                        given.has("--jwt-secret-file") ? given.file("--jwt-secret-file") : null,
                        given.publicUrls("--public-url"),
                        given.has("--behind-proxy"),
                        new CoordinatorLimits.Tuning(
                                given.number("--loops", standard.loops()),
                                reducerMillis,
                                given.number(
                                        "--slow-reducer-millis",
                                        Math.max(reducerMillis, standard.slowReducerMillisMax())),
                                1_000
                                        * given.number(
                                                "--document-idle-seconds",
                                                standard.documentIdleMillisMax() / 1_000),
                                given.number(
                                        "--documents-per-minute", standard.documentsPerMinute()),
                                given.number(
                                        "--document-bytes-max",
                                        standard.documentBytesMax(),
                                        CoordinatorLimits.DOCUMENT_BYTES_LIMIT_MIN,
                                        CoordinatorLimits.DOCUMENT_BYTES_LIMIT_MAX)));
        options.checkWhoMayConnect();
        return options;
    }

    private void checkWhoMayConnect() throws UsageException {
        if (insecure && jwtSecretFile != null) {
            throw new UsageException("--insecure and --jwt-secret-file exclude each other.");
        }
        if (!insecure && jwtSecretFile == null) {
            throw new UsageException(
                    "Say who may connect: --jwt-secret-file FILE for people with signed tokens, or"
                            + " --insecure for everybody, in development.");
        }
    }
}
