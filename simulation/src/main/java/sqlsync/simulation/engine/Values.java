package sqlsync.simulation.engine;

import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** SQL values: null, {@link Long}, {@link Double}, {@link String} or {@code byte[]}. */
final class Values {
    private static final int SHORT_DIGITS = 15;
    private static final int DIGITS = 17;

    private Values() {}

    /** SQLite's order: null, numbers, texts by their UTF-8, blobs. */
    static int compare(Object a, Object b) {
        int classOfA = rank(a);
        int byClass = Integer.compare(classOfA, rank(b));
        if (byClass != 0 || a == null) {
            return byClass;
        }
        return switch (classOfA) {
            case 1 -> compareNumbers((Number) a, (Number) b);
            case 2 -> compareTexts((String) a, (String) b);
            default -> Arrays.compareUnsigned((byte[]) a, (byte[]) b);
        };
    }

    private static int rank(Object value) {
        if (value == null) {
            return 0;
        }
        return value instanceof Number ? 1 : value instanceof String ? 2 : 3;
    }

    private static int compareNumbers(Number a, Number b) {
        if (a instanceof Long x && b instanceof Long y) {
            return Long.compare(x, y);
        }
        return new BigDecimal(a.toString()).compareTo(new BigDecimal(b.toString()));
    }

    private static int compareTexts(String a, String b) {
        return Arrays.compareUnsigned(utf8(a), utf8(b));
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static String typeOf(Object value) {
        if (value instanceof Double) {
            return "real";
        }
        return switch (rank(value)) {
            case 0 -> "null";
            case 1 -> "integer";
            case 2 -> "text";
            default -> "blob";
        };
    }

    static String text(Object value) {
        if (value instanceof Double number) {
            return text((double) number);
        }
        if (value instanceof byte[] blob) {
            return new String(blob, StandardCharsets.UTF_8);
        }
        return value == null ? null : value.toString();
    }

    /** Fifteen digits if they are this number, else seventeen; SQLite's last may be another. */
    private static String text(double number) {
        if (number == 0) {
            return "0.0";
        }
        if (Double.isInfinite(number)) {
            return number > 0 ? "Inf" : "-Inf";
        }
        BigDecimal exact = new BigDecimal(number);
        BigDecimal rounded = exact.round(new MathContext(SHORT_DIGITS));
        if (rounded.doubleValue() != number) {
            rounded = exact.round(new MathContext(DIGITS));
        }
        rounded = rounded.stripTrailingZeros();
        int exponent = rounded.precision() - rounded.scale() - 1;
        if (exponent >= -4 && exponent < DIGITS) {
            String plain = rounded.toPlainString();
            return plain.indexOf('.') < 0 ? plain + ".0" : plain;
        }
        String digits = rounded.unscaledValue().abs().toString();
        return (number < 0 ? "-" : "")
                + digits.charAt(0)
                + '.'
                + (digits.length() > 1 ? digits.substring(1) : "0")
                + (exponent < 0 ? "e-" : "e+")
                + (Math.abs(exponent) < 10 ? "0" : "")
                + Math.abs(exponent);
    }

    /** The number that a text is, or null: what an affinity makes of it. */
    static Number wholly(String text) {
        String stripped = text.strip();
        if (stripped.matches("[+-]?\\d{1,18}")) {
            return Long.parseLong(stripped);
        }
        if (!stripped.matches("[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d+)?")) {
            return null;
        }
        BigDecimal exact = new BigDecimal(stripped);
        try {
            return exact.longValueExact();
        } catch (ArithmeticException notAnInteger) {
            return exact.doubleValue();
        }
    }

    /** What arithmetic takes a value for; null of null. */
    static Number number(Object value) {
        if (value == null || value instanceof Number) {
            return (Number) value;
        }
        Number whole = wholly(text(value));
        if (whole == null) {
            throw new UnknownSqlError("a text that is no number", text(value));
        }
        return whole;
    }

    static boolean isTrue(Object value) {
        return value != null && number(value).doubleValue() != 0;
    }
}
