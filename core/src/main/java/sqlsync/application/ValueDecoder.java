package sqlsync.application;

import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The text of {@link ValueEncoder} to values. It comes from devices, which may send anything: what
 * is not JSON is refused, and so are integers beyond 64 bits, which Java's reducers do not take.
 */
final class ValueDecoder {
    /** One for each level of the value, and one for the tag of bytes or of an integer. */
    private static final int NESTING_MAX = Value.DEPTH_MAX + 1;

    private static final int SAFE_DIGITS_MAX = 15;

    private final String text;
    private final boolean tagged;
    private int at;

    private ValueDecoder(String text) {
        this.text = text;
        // As the worker's: only an object that begins with such a key needs another look.
        this.tagged = text.contains("{\"$");
    }

    /**
     * @return undefined for the empty text
     * @throws IllegalArgumentException if it is not such a text
     */
    static Value decode(String text) {
        if (text.isEmpty()) {
            return Value.UNDEFINED;
        }
        ValueDecoder decoder = new ValueDecoder(text);
        Value value = decoder.value(0);
        if (decoder.peek() != '\0') {
            throw decoder.malformed();
        }
        return value;
    }

    private Value value(int depth) {
        if (depth > NESTING_MAX) {
            throw new IllegalArgumentException("The arguments are nested too deep.");
        }
        switch (peek()) {
            case '{':
                return object(depth);
            case '[':
                return list(depth);
            case '"':
                return Value.of(string());
            case 't':
                return word("true", Value.of(true));
            case 'f':
                return word("false", Value.of(false));
            case 'n':
                return word("null", Value.NULL);
            default:
                return number();
        }
    }

    private Value object(int depth) {
        Map<String, Value> fields = new LinkedHashMap<>();
        at++;
        if (peek() == '}') {
            at++;
            return Value.of(fields);
        }
        do {
            if (peek() != '"') {
                throw malformed();
            }
            String key = string();
            expect(':');
            fields.put(key, value(depth + 1));
        } while (another('}'));
        String key = fields.keySet().iterator().next();
        return tagged && fields.size() == 1 && key.startsWith("$")
                ? untagged(key, fields.get(key))
                : Value.of(fields);
    }

    private Value untagged(String key, Value content) {
        return switch (key) {
            case "$bytes" -> Value.of(Base64.getDecoder().decode(content.text()));
            case "$bigint" -> Value.of(integer(content.text()));
            default -> Value.of(Map.of(key.substring(1), content));
        };
    }

    private static long integer(String digits) {
        try {
            return Long.parseLong(digits);
        } catch (NumberFormatException beyond) {
            throw new IllegalArgumentException(
                    "The integer " + digits + " does not fit 64 bits.", beyond);
        }
    }

    private Value list(int depth) {
        List<Value> items = new ArrayList<>();
        at++;
        if (peek() == ']') {
            at++;
            return Value.of(items);
        }
        do {
            items.add(value(depth + 1));
        } while (another(']'));
        return Value.of(items);
    }

    private boolean another(char end) {
        if (peek() == end) {
            at++;
            return false;
        }
        expect(',');
        return true;
    }

    private String string() {
        at++;
        StringBuilder out = null;
        int from = at;
        while (true) {
            if (at == text.length() || text.charAt(at) < ' ') {
                throw malformed();
            }
            char c = text.charAt(at++);
            if (c == '"') {
                String rest = text.substring(from, at - 1);
                return out == null ? rest : out.append(rest).toString();
            }
            if (c == '\\') {
                out = out == null ? new StringBuilder() : out;
                out.append(text, from, at - 1).append(escaped());
                from = at;
            }
        }
    }

    private char escaped() {
        char c = at < text.length() ? text.charAt(at++) : '\0';
        return switch (c) {
            case '"', '\\', '/' -> c;
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'u' -> unicode();
            default -> throw malformed();
        };
    }

    private char unicode() {
        int code = 0;
        for (int i = 0; i < 4; i++) {
            int digit = at < text.length() ? Character.digit(text.charAt(at), 16) : -1;
            if (digit < 0 || text.charAt(at) > 'f') {
                throw malformed();
            }
            code = code << 4 | digit;
            at++;
        }
        return (char) code;
    }

    private Value word(String word, Value value) {
        if (!text.startsWith(word, at)) {
            throw malformed();
        }
        at += word.length();
        return value;
    }

    /** {@code -? (0 | [1-9] digits) (. digits)? ([eE] [+-]? digits)?} */
    private Value number() {
        int from = at;
        at += at < text.length() && text.charAt(at) == '-' ? 1 : 0;
        int whole = at;
        digits();
        if (text.charAt(whole) == '0' && at > whole + 1) {
            throw malformed();
        }
        int end = at;
        if (at < text.length() && text.charAt(at) == '.') {
            at++;
            digits();
        }
        if (at < text.length() && (text.charAt(at) | 0x20) == 'e') {
            at++;
            at += at < text.length() && (text.charAt(at) == '+' || text.charAt(at) == '-') ? 1 : 0;
            digits();
        }
        String number = text.substring(from, at);
        return end == at && end - whole <= SAFE_DIGITS_MAX
                ? Value.of(Long.parseLong(number))
                : Value.number(Double.parseDouble(number));
    }

    private void digits() {
        int from = at;
        while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
            at++;
        }
        if (at == from) {
            throw malformed();
        }
    }

    private void expect(char wanted) {
        if (peek() != wanted) {
            throw malformed();
        }
        at++;
    }

    /** The next character that is not white; 0 at the end, where no JSON has one. */
    private char peek() {
        while (at < text.length() && " \t\n\r".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
        return at < text.length() ? text.charAt(at) : '\0';
    }

    private IllegalArgumentException malformed() {
        return new IllegalArgumentException(
                "The arguments are not JSON: see character " + at + ".");
    }
}
