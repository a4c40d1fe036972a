package sqlsync.sqlite;

import sqlsync.codec.Ascii;

/**
 * Cuts SQL into tokens, as SQLite's own tokenizer does, as far as it takes to tell keywords from
 * names, text and comments. It moves forward only; white space and comments are passed over.
 */
final class SqlScanner {
    enum Token {
        WORD,
        /** A name in double quotes, back quotes or brackets, or a text in single quotes. */
        QUOTED,
        PARAMETER,
        SEMICOLON,
        LEFT,
        RIGHT,
        /** Numbers, operators, and what is none of these. */
        OTHER,
        END
    }

    private final String sql;
    private int start;
    private int end;
    private Token token = Token.OTHER;

    SqlScanner(String sql, int from) {
        this.sql = sql;
        this.end = from;
    }

    /** A scanner that stands where this one does. */
    SqlScanner copy() {
        return new SqlScanner(sql, end);
    }

    Token token() {
        return token;
    }

    /** Where the token begins, in chars. */
    int start() {
        return start;
    }

    /** Where the token ends, exclusive. */
    int end() {
        return end;
    }

    String text() {
        return sql.substring(start, end);
    }

    /** The name that a word or a quoted token stands for. */
    String name() {
        if (token != Token.QUOTED || end - start < 2) {
            return text();
        }
        char quote = sql.charAt(start) == '[' ? ']' : sql.charAt(start);
        StringBuilder name = new StringBuilder();
        for (int i = start + 1; i < end - 1; i++) {
            char c = sql.charAt(i);
            name.append(c);
            if (c == quote && quote != ']') {
                i++;
            }
        }
        return name.toString();
    }

    /** Whether the token is this keyword, given in capitals. */
    boolean is(String keyword) {
        if (token != Token.WORD || end - start != keyword.length()) {
            return false;
        }
        for (int i = 0; i < keyword.length(); i++) {
            if (Ascii.upper(sql.charAt(start + i)) != keyword.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** Whether the token is this single character. */
    boolean is(char c) {
        return end - start == 1 && sql.charAt(start) == c;
    }

    /** Goes to the next token and says what it is. */
    Token next() {
        start = skipBlank(sql, end);
        end = start;
        if (start >= sql.length()) {
            return token = Token.END;
        }
        char c = sql.charAt(start);
        if (c == '\'' || c == '"' || c == '`') {
            end = endOfQuoted(c);
            return token = Token.QUOTED;
        }
        if (c == '[') {
            int close = sql.indexOf(']', start);
            end = close < 0 ? sql.length() : close + 1;
            return token = Token.QUOTED;
        }
        if (c == '?' || c == '$' || c == '@' || c == ':' || c == '#') {
            end = c == '?' ? endOfDigits(start + 1) : endOfVariable();
            return token = end > start + 1 || c == '?' ? Token.PARAMETER : Token.OTHER;
        }
        end = start + 1;
        if (isNameChar(c)) {
            while (end < sql.length() && isNameChar(sql.charAt(end))) {
                end++;
            }
            return token = Ascii.isDigit(c) ? Token.OTHER : Token.WORD;
        }
        return token =
                switch (c) {
                    case ';' -> Token.SEMICOLON;
                    case '(' -> Token.LEFT;
                    case ')' -> Token.RIGHT;
                    default -> Token.OTHER;
                };
    }

    /** The position of the first char at or after {@code from} that is no space or comment. */
    static int skipBlank(String sql, int from) {
        int i = from;
        int length = sql.length();
        while (i < length) {
            char c = sql.charAt(i);
            if (c == ' ' || c == '\t' || c == '\n' || c == '\f' || c == '\r' || c == '\uFEFF') {
                i++;
            } else if (c == '-' && i + 1 < length && sql.charAt(i + 1) == '-') {
                int line = sql.indexOf('\n', i);
                i = line < 0 ? length : line + 1;
            } else if (c == '/' && i + 2 < length && sql.charAt(i + 1) == '*') {
                int close = sql.indexOf("*/", i + 2);
                i = close < 0 ? length : close + 2;
            } else {
                break;
            }
        }
        return i;
    }

    /** Whether only space, comments and semicolons are left. */
    static boolean blankFrom(String sql, int from) {
        int i = skipBlank(sql, from);
        while (i < sql.length() && sql.charAt(i) == ';') {
            i = skipBlank(sql, i + 1);
        }
        return i >= sql.length();
    }

    private int endOfQuoted(char quote) {
        int i = start + 1;
        while (i < sql.length()) {
            if (sql.charAt(i) == quote) {
                if (i + 1 >= sql.length() || sql.charAt(i + 1) != quote) {
                    return i + 1;
                }
                i++;
            }
            i++;
        }
        return sql.length();
    }

    private int endOfDigits(int from) {
        int i = from;
        while (i < sql.length() && Ascii.isDigit(sql.charAt(i))) {
            i++;
        }
        return i;
    }

    /** {@code $name}, with the suffixes {@code ::more} and {@code (any)} that SQLite allows. */
    private int endOfVariable() {
        int i = start + 1;
        int names = 0;
        while (i < sql.length()) {
            char c = sql.charAt(i);
            if (isNameChar(c)) {
                names++;
                i++;
            } else if (c == '(' && names > 0) {
                int close = i + 1;
                while (close < sql.length()
                        && sql.charAt(close) > ' '
                        && sql.charAt(close) != ')') {
                    close++;
                }
                return Math.min(close + 1, sql.length());
            } else if (c == ':' && i + 1 < sql.length() && sql.charAt(i + 1) == ':') {
                i += 2;
            } else {
                break;
            }
        }
        return names == 0 ? start + 1 : i;
    }

    private static boolean isNameChar(char c) {
        return Ascii.isDigit(c)
                || Ascii.upper(c) >= 'A' && Ascii.upper(c) <= 'Z'
                || c == '_'
                || c == '$'
                || c > 0x7F;
    }
}
