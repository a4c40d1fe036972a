package sqlsync.coordinator.command;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import javax.crypto.spec.SecretKeySpec;
import org.jose4j.json.JsonUtil;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.lang.JoseException;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import sqlsync.coordinator.auth.JwtAuthenticator;
import sqlsync.coordinator.auth.TokenRules;
import sqlsync.coordinator.loop.SystemClock;

/** Makes a token that a coordinator with the same secret takes: for trials, scripts and servers. */
@Command(
        name = "token",
        description = "Prints a JSON Web Token, signed by HS256 with the secret in a file.")
final class TokenCommand implements Callable<Integer> {
    private static final String DEFAULT_LIFETIME = "1h";

    private final PrintStream out;

    @Spec private CommandSpec spec;

    @Option(
            names = "--jwt-secret-file",
            paramLabel = "FILE",
            required = true,
            description = "the file that the coordinator is given under this name")
    private Path secretFile;

    @Option(
            names = "--user",
            paramLabel = "NAME",
            required = true,
            description = "the user, \"sub\"")
    private String user;

    @Option(
            names = "--document",
            paramLabel = "ID[=RIGHT]",
            description =
                    "a document that it opens, or * behind a beginning of ids; RIGHT is write (default) or"
                            + " read. Can be given again")
    private List<String> documents = List.of();

    @Option(
            names = "--expires-in",
            paramLabel = "TIME",
            defaultValue = DEFAULT_LIFETIME,
            converter = TimeConverter.class,
            description = "like 90s, 15m, 12h, 30d (default ${DEFAULT-VALUE})")
    private long lifetimeMillis;

    @Option(names = "--issuer", paramLabel = "NAME", description = "\"iss\"")
    private String issuer;

    @Option(names = "--audience", paramLabel = "NAME", description = "\"aud\"")
    private String audience;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "print this")
    private boolean help;

    TokenCommand(PrintStream out) {
        this.out = out;
    }

    @Override
    public Integer call() throws IOException {
        JsonWebSignature token = new JsonWebSignature();
        token.setAlgorithmHeaderValue(AlgorithmIdentifiers.HMAC_SHA256);
        token.setKey(new SecretKeySpec(secret(), "HmacSHA256"));
        token.setPayload(JsonUtil.toJson(claims()));
        try {
            out.println(token.getCompactSerialization());
        } catch (JoseException impossible) {
            throw new IllegalStateException(impossible);
        }
        return ExitCode.OK;
    }

    private byte[] secret() throws IOException {
        try {
            return JwtAuthenticator.readSecret(secretFile);
        } catch (NoSuchFileException absent) {
            throw new IOException("There is no file " + secretFile + ".", absent);
        }
    }

    private Map<String, Object> claims() {
        Map<String, Object> claims = new LinkedHashMap<>();
        claims.put("sub", user);
        if (issuer != null) {
            claims.put("iss", issuer);
        }
        if (audience != null) {
            claims.put("aud", audience);
        }
        long now = new SystemClock().now();
        claims.put("iat", now / 1_000);
        claims.put("exp", (now + lifetimeMillis) / 1_000);
        claims.put(TokenRules.DOCUMENTS_CLAIM_DEFAULT, rights());
        return claims;
    }

    private Map<String, String> rights() {
        Map<String, String> rights = new LinkedHashMap<>();
        for (String each : documents) {
            int equals = each.lastIndexOf('=');
            String right = equals < 0 ? "write" : each.substring(equals + 1);
            if (!right.equals("read") && !right.equals("write")) {
                throw new ParameterException(
                        spec.commandLine(),
                        "--document takes ID, ID=read or ID=write, not " + each);
            }
            rights.put(equals < 0 ? each : each.substring(0, equals), right);
        }
        return rights;
    }
}
