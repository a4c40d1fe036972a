package sqlsync.simulation.engine;

import java.util.ArrayList;
import java.util.List;

/** The words of one statement, up to its semicolon, and where in the text they are. */
final class Tokens {
    enum Kind {
        WORD,
        /** A name in quotes; its text is without them. */
        NAME,
        /** A literal; its text is without quotes. */
        STRING,
        BLOB,
        NUMBER,
        PARAMETER,
        SIGN,
        END
    }

    record Token(Kind kind, String text, int from, int to) {}

    private final String sql;
    private final List<Token> tokens = new ArrayList<>();
    private int at;
    private int reader;

    /** Reads the statement that begins at {@code from}. */
    Tokens(String sql, int from) {
        this.sql = sql;
        this.at = from;
        Token token = read();
        while (token.kind() == Kind.SIGN && token.text().equals(";")) {
            token = read();
        }
        while (token.kind() != Kind.END
                && !(token.kind() == Kind.SIGN && token.text().equals(";"))) {
            tokens.add(token);
            token = read();
        }
        tokens.add(new Token(Kind.END, "", token.from(), token.from()));
    }

    boolean isEmpty() {
        return tokens.size() == 1;
    }

    /** Where the next statement begins. */
    int tail() {
        return at;
    }

    Token peek() {
        return tokens.get(reader);
    }

    Token peek(int ahead) {
        return tokens.get(Math.min(reader + ahead, tokens.size() - 1));
    }

    Token next() {
        Token token = tokens.get(reader);
        if (token.kind() != Kind.END) {
            reader++;
        }
        return token;
    }

    boolean is(String word) {
        Token token = peek();
        return (token.kind() == Kind.WORD || token.kind() == Kind.SIGN)
                && token.text().equalsIgnoreCase(word);
    }

    /** Takes the word if it is next. */
    boolean take(String word) {
        boolean there = is(word);
        if (there) {
            reader++;
        }
        return there;
    }

    /** Takes the words if they are next. */
    boolean take(String first, String second) {
        int before = reader;
        if (take(first) && take(second)) {
            return true;
        }
        reader = before;
        return false;
    }

    void need(String word) {
        if (!take(word)) {
            throw unknown();
        }
    }

    String name() {
        Token token = next();
        if (token.kind() != Kind.WORD && token.kind() != Kind.NAME) {
            reader--;
            throw unknown();
        }
        return token.text();
    }

    UnknownSqlError unknown() {
        return new UnknownSqlError("\"" + peek().text() + "\" at " + peek().from(), sql);
    }

    /** The text from one token to another, both inclusive. */
    String text(Token first, Token last) {
        return sql.substring(first.from(), last.to());
    }

    Token last() {
        return tokens.get(Math.max(0, reader - 1));
    }

    private Token read() {
        skip();
        if (at >= sql.length()) {
            return new Token(Kind.END, "", at, at);
        }
        int from = at;
        char c = sql.charAt(at);
        if ((c == 'x' || c == 'X') && at + 1 < sql.length() && sql.charAt(at + 1) == '\'') {
            at++;
            return new Token(Kind.BLOB, quoted('\''), from, at);
        }
        if (Character.isLetter(c) || c == '_') {
            return rest(Kind.WORD, from);
        }
        if (Character.isDigit(c) || c == '.' && Character.isDigit(sql.charAt(at + 1))) {
            return number(from);
        }
        if (c == '?' || c == ':' || c == '@' || c == '$') {
            return rest(Kind.PARAMETER, from);
        }
        if (c == '\'') {
            return new Token(Kind.STRING, quoted(c), from, at);
        }
        if (c == '"' || c == '`') {
            return new Token(Kind.NAME, quoted(c), from, at);
        }
        at++;
        if (at < sql.length()
                && List.of("||", "<=", ">=", "<>", "!=", "==")
                        .contains(sql.substring(from, at + 1))) {
            at++;
        }
        return new Token(Kind.SIGN, sql.substring(from, at), from, at);
    }

    private Token rest(Kind kind, int from) {
        at++;
        while (at < sql.length()
                && (Character.isLetterOrDigit(sql.charAt(at)) || sql.charAt(at) == '_')) {
            at++;
        }
        return new Token(kind, sql.substring(from, at), from, at);
    }

    private Token number(int from) {
        while (at < sql.length()
                && (Character.isLetterOrDigit(sql.charAt(at))
                        || sql.charAt(at) == '.'
                        || (sql.charAt(at) == '-' || sql.charAt(at) == '+')
                                && Character.toLowerCase(sql.charAt(at - 1)) == 'e')) {
            at++;
        }
        return new Token(Kind.NUMBER, sql.substring(from, at), from, at);
    }

    private String quoted(char quote) {
        StringBuilder text = new StringBuilder();
        for (at++; ; at++) {
            if (at >= sql.length()) {
                throw new UnknownSqlError("a quote without an end", sql);
            }
            if (sql.charAt(at) == quote && !sql.startsWith("" + quote + quote, at)) {
                at++;
                return text.toString();
            }
            at += sql.charAt(at) == quote ? 1 : 0;
            text.append(sql.charAt(at));
        }
    }

    private void skip() {
        while (at < sql.length()) {
            if (Character.isWhitespace(sql.charAt(at))) {
                at++;
            } else if (sql.startsWith("--", at)) {
                int line = sql.indexOf('\n', at);
                at = line < 0 ? sql.length() : line + 1;
            } else if (sql.startsWith("/*", at)) {
                int end = sql.indexOf("*/", at + 2);
                at = end < 0 ? sql.length() : end + 2;
            } else {
                return;
            }
        }
    }
}
