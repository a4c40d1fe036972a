package sqlsync.coordinator;

import java.nio.file.Path;
import java.util.List;
import sqlsync.coordinator.admin.AdminOptions;
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
 * @param jwtSecretFile holds the secret that tokens are signed with by HS256; null for none
 * @param tokens whose tokens are accepted
 * @param publicUrls origins by which this server is reached from elsewhere, through a proxy
 * @param behindProxy whether {@code X-Forwarded-For} says where requests come from
 * @param tuning limits that an operator can choose
 * @param admin where an administrator is listened to; null for nowhere
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
        TokenOptions tokens,
        List<String> publicUrls,
        boolean behindProxy,
        CoordinatorLimits.Tuning tuning,
        AdminOptions admin) {
    public static final int PORT_DEFAULT = 8787;
    public static final String HOST_DEFAULT = "127.0.0.1";

    /** Without an administrator. */
    public CoordinatorOptions(
            String host,
            int port,
            Path data,
            Path reducers,
            Path serve,
            List<String> origins,
            boolean insecure,
            Path jwtSecretFile,
            TokenOptions tokens,
            List<String> publicUrls,
            boolean behindProxy,
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
                tokens,
                publicUrls,
                behindProxy,
                tuning,
                null);
    }

    /** The same with an administrator. */
    CoordinatorOptions with(AdminOptions administrator) {
        return new CoordinatorOptions(
                host,
                port,
                data,
                reducers,
                serve,
                origins,
                insecure,
                jwtSecretFile,
                tokens,
                publicUrls,
                behindProxy,
                tuning,
                administrator);
    }

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
                TokenOptions.DEFAULT,
                List.of(),
                false,
                tuning);
    }

    /** Reads the command line, and checks files and directories. */
    static CoordinatorOptions parse(String... arguments) throws UsageException {
        Arguments given = Arguments.parse(arguments);
        Arguments.Where where = given.where;
        Arguments.Limits limits = given.limits;
        CoordinatorOptions options =
                new CoordinatorOptions(
                        where.host,
                        where.port,
                        given.data,
                        given.reducers,
                        where.serve,
                        List.copyOf(where.origins),
                        given.who.insecure,
                        given.who.jwtSecretFile,
                        given.tokens.options(given.who.jwks),
                        List.copyOf(where.publicUrls),
                        where.behindProxy,
                        new CoordinatorLimits.Tuning(
                                limits.loops,
                                limits.reducerMillis,
                                limits.slowReducerMillis(),
                                1_000 * limits.documentIdleSeconds,
                                limits.documentsPerMinute,
                                limits.documentBytesMax,
                                new CoordinatorLimits.Shares(
                                        limits.connectionsPerUser,
                                        limits.requestsPerSecond,
                                        limits.devicesPerDocument)),
                        given.administration.options());
        options.checkWhoMayConnect(given.tokens);
        return options;
    }

    private void checkWhoMayConnect(Arguments.Tokens given) throws UsageException {
        boolean shown = jwtSecretFile != null || tokens.jwks() != null;
        if (insecure && shown) {
            throw new UsageException(
                    "--insecure and "
                            + (jwtSecretFile != null ? "--jwt-secret-file" : "--jwks")
                            + " exclude each other.");
        }
        if (insecure && given.any() != null) {
            throw new UsageException("--insecure and " + given.any() + " exclude each other.");
        }
        if (!insecure && !shown) {
            throw new UsageException(
                    "Say who may connect: --jwks URL or --jwt-secret-file FILE for people with signed"
                            + " tokens, or --insecure for everybody, in development.");
        }
    }
}
