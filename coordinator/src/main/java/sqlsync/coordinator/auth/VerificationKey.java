package sqlsync.coordinator.auth;

import java.security.Key;
import java.util.Set;

/**
 * A key that signatures of tokens are checked with.
 *
 * @param id its {@code kid}, or null
 * @param algorithms those that it is for, as {@code alg} names them: a token that names another one
 *     is not checked with this key
 */
record VerificationKey(String id, Set<String> algorithms, Key key) {}
