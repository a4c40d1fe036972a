package sqlsync.application;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import sqlsync.Limits;

/**
 * A value of a mutation's arguments, of a row, or of a result: what JSON has, bytes, and integers
 * of 64 bits. It never changes.
 *
 * <p>JavaScript's numbers are integers where they are whole and within ±(2^53 - 1), and reals
 * otherwise. Integers beyond that are bigints there. What was not given is {@link #UNDEFINED},
 * which is not {@link #NULL}.
 */
public final class Value {
    public static final Value UNDEFINED = new Value(new Object());
    public static final Value NULL = new Value(null);

    /** Beyond this JavaScript's numbers do not tell integers apart. */
    public static final long SAFE_INTEGER_MAX = (1L << 53) - 1;

    static final int DEPTH_MAX = Limits.DEPTH_MAX;

    /** Null, Boolean, Long, Double, String, byte[], List of Value, or Map of String to Value. */
    private final Object content;

    private Value(Object content) {
        this.content = content;
    }

    /**
     * @param object null, a Boolean, Number that fits a {@code long} or {@code double}, String,
     *     {@code byte[]}, List, Map by String, or Value; in lists and maps the same
     * @throws IllegalArgumentException for anything else
     */
    public static Value of(Object object) {
        return of(object, 0);
    }

    private static Value of(Object object, int depth) {
        if (object == null) {
            return NULL;
        }
        if (object instanceof Value value) {
            return value;
        }
        if (object instanceof String || object instanceof Boolean || object instanceof Long) {
            return new Value(object);
        }
        if (object instanceof Integer || object instanceof Short || object instanceof Byte) {
            return new Value(((Number) object).longValue());
        }
        if (object instanceof Double || object instanceof Float) {
            return number(((Number) object).doubleValue());
        }
        if (object instanceof byte[] bytes) {
            return new Value(bytes.clone());
        }
        if (depth == DEPTH_MAX) {
            throw new IllegalArgumentException(
                    "A value lies deeper than " + DEPTH_MAX + " levels.");
        }
        if (object instanceof List<?> list) {
            List<Value> items = new ArrayList<>(list.size());
            for (Object item : list) {
                items.add(of(item, depth + 1));
            }
            return new Value(Collections.unmodifiableList(items));
        }
        if (object instanceof Map<?, ?> map) {
            Map<String, Value> fields = new LinkedHashMap<>();
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                fields.put(String.valueOf(entry.getKey()), of(entry.getValue(), depth + 1));
            }
            return new Value(Collections.unmodifiableMap(fields));
        }
        throw new IllegalArgumentException(
                "A " + object.getClass().getName() + " cannot be stored.");
    }

    /** A number of JavaScript: whole ones are integers as far as it tells them apart. */
    public static Value number(double number) {
        return Math.abs(number) <= SAFE_INTEGER_MAX && number == (long) number
                ? new Value((long) number)
                : new Value(number);
    }

    public boolean isUndefined() {
        return this == UNDEFINED;
    }

    public boolean isNull() {
        return content == null;
    }

    public boolean isBoolean() {
        return content instanceof Boolean;
    }

    public boolean isInteger() {
        return content instanceof Long;
    }

    /** Whether it is a number that is no {@linkplain #isInteger integer}. */
    public boolean isReal() {
        return content instanceof Double;
    }

    public boolean isText() {
        return content instanceof String;
    }

    public boolean isBytes() {
        return content instanceof byte[];
    }

    public boolean isList() {
        return content instanceof List;
    }

    public boolean isObject() {
        return content instanceof Map;
    }

    /** What JavaScript takes for true: all but undefined, null, false, 0, NaN and "". */
    public boolean isTruthy() {
        if (content instanceof Boolean bool) {
            return bool;
        }
        if (content instanceof Long integer) {
            return integer != 0;
        }
        if (content instanceof Double real) {
            return !real.isNaN();
        }
        return content != null && !"".equals(content) && !isUndefined();
    }

    /**
     * @throws IllegalArgumentException if it is no text; so with the next ones
     */
    public String text() {
        return (String) required(isText(), "a text");
    }

    public long integer() {
        return (Long) required(isInteger(), "an integer");
    }

    /** Of an integer too, rounded beyond ±(2^53 - 1). */
    public double real() {
        return ((Number) required(isInteger() || isReal(), "a number")).doubleValue();
    }

    public boolean bool() {
        return (Boolean) required(isBoolean(), "true or false");
    }

    /** A copy. */
    public byte[] bytes() {
        return ((byte[]) required(isBytes(), "bytes")).clone();
    }

    @SuppressWarnings("unchecked")
    public List<Value> items() {
        return (List<Value>) required(isList(), "a list");
    }

    /** By name, in their order. */
    @SuppressWarnings("unchecked")
    public Map<String, Value> fields() {
        return (Map<String, Value>) required(isObject(), "an object");
    }

    /**
     * A field of an object, a column of a row.
     *
     * @return undefined where there is none
     * @throws IllegalArgumentException of null and undefined
     */
    public Value get(String name) {
        if (isNull() || isUndefined()) {
            throw new IllegalArgumentException("There is no \"" + name + "\" in " + this + ".");
        }
        return isObject() ? fields().getOrDefault(name, UNDEFINED) : UNDEFINED;
    }

    private Object required(boolean is, String what) {
        if (!is) {
            throw new IllegalArgumentException("A value is " + kind() + ", not " + what + ".");
        }
        return content;
    }

    /** What it is, in words. */
    String kind() {
        if (content instanceof List) {
            return "an array";
        }
        if (content instanceof Map || content instanceof byte[]) {
            return isBytes() ? "bytes" : "an object";
        }
        return isText() ? "a text" : toString();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Value value && Objects.deepEquals(content, value.content);
    }

    @Override
    public int hashCode() {
        return content instanceof byte[] bytes ? Arrays.hashCode(bytes) : Objects.hashCode(content);
    }

    /** A text itself, and of everything else what JavaScript's {@code String} makes of it. */
    @Override
    public String toString() {
        if (isUndefined()) {
            return "undefined";
        }
        if (content instanceof Map) {
            return "[object Object]";
        }
        if (content instanceof byte[] bytes) {
            StringBuilder text = new StringBuilder();
            for (int i = 0; i < bytes.length; i++) {
                text.append(i == 0 ? "" : ",").append(bytes[i] & 0xFF);
            }
            return text.toString();
        }
        if (!isList()) {
            return String.valueOf(content);
        }
        StringBuilder text = new StringBuilder();
        List<Value> items = items();
        for (int i = 0; i < items.size(); i++) {
            boolean nothing = items.get(i).isNull() || items.get(i).isUndefined();
            text.append(i == 0 ? "" : ",").append(nothing ? "" : items.get(i).toString());
        }
        return text.toString();
    }
}
