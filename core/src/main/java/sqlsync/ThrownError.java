package sqlsync;

/**
 * What the code of a reducer threw, as far as it is told to its developer.
 *
 * @param name of its class, such as {@code TypeError}
 * @param stack with file and line, as the engine writes it, which may repeat name and message
 */
public record ThrownError(String name, String message, String stack) {}
