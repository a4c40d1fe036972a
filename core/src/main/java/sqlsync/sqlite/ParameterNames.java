package sqlsync.sqlite;

import java.util.Arrays;

/** The parameters of one statement, numbered as SQLite numbers them. */
final class ParameterNames {
    /** By index from 1; null for those without a name. */
    private String[] names = new String[4];

    private int count;

    ParameterNames(String statement) {
        SqlScanner scanner = new SqlScanner(statement, 0);
        while (scanner.next() != SqlScanner.Token.END) {
            if (scanner.token() == SqlScanner.Token.PARAMETER) {
                add(scanner.text());
            }
        }
    }

    int count() {
        return count;
    }

    /** With its prefix, or null. */
    String name(int index) {
        return names[index];
    }

    /** By the name with or without its prefix; 0 for none. */
    int index(String given) {
        for (int i = 1; i <= count; i++) {
            String name = names[i];
            if (name != null
                    && name.charAt(0) != '?'
                    && (name.equals(given)
                            || name.length() == given.length() + 1 && name.startsWith(given, 1))) {
                return i;
            }
        }
        return 0;
    }

    private void add(String text) {
        if (text.equals("?")) {
            grow(count + 1);
            return;
        }
        if (text.charAt(0) == '?') {
            int index = Integer.parseInt(text.substring(1));
            grow(Math.max(count, index));
            names[index] = text;
            return;
        }
        for (int i = 1; i <= count; i++) {
            if (text.equals(names[i])) {
                return;
            }
        }
        grow(count + 1);
        names[count] = text;
    }

    private void grow(int newCount) {
        if (newCount >= names.length) {
            names = Arrays.copyOf(names, Math.max(newCount + 1, names.length * 2));
        }
        count = newCount;
    }
}
