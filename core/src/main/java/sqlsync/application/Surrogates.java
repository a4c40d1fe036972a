package sqlsync.application;

/** Text that SQLite and the wire, which speak UTF-8, would not give back as it was. */
final class Surrogates {
    private Surrogates() {}

    static boolean hasHalfAPair(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (!Character.isSurrogate(text.charAt(i))) {
                continue;
            }
            if (i + 1 == text.length()
                    || !Character.isSurrogatePair(text.charAt(i), text.charAt(i + 1))) {
                return true;
            }
            i++;
        }
        return false;
    }
}
