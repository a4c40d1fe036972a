package sqlsync.application;

import java.util.ArrayDeque;
import java.util.Base64;
import java.util.Deque;
import java.util.Iterator;
import java.util.Map;
import sqlsync.codec.Surrogates;

/**
 * Values to the text that {@code values.js} of the worker describes: JSON in which {@code
 * {"$bytes": base64}} is bytes and {@code {"$bigint": digits}} an integer beyond ±(2^53 - 1).
 */
final class ValueEncoder {
    private static final String HEX = "0123456789abcdef";

    private final StringBuilder out = new StringBuilder();
    private final String name;

    /** Where the walk stands: field names and indices, the innermost last. */
    private final Deque<Object> path = new ArrayDeque<>();

    private ValueEncoder(String name) {
        this.name = name;
    }

    /**
     * @param name of the value in messages
     * @return empty for undefined
     * @throws IllegalArgumentException if some part of it cannot be stored
     */
    static String encode(Value value, String name) {
        if (value.isUndefined()) {
            return "";
        }
        ValueEncoder encoder = new ValueEncoder(name);
        encoder.write(value);
        return encoder.out.toString();
    }

    private void write(Value value) {
        if (value.isText()) {
            writeText(value.text());
        } else if (value.isInteger()) {
            writeInteger(value.integer());
        } else if (value.isReal()) {
            if (!Double.isFinite(value.real())) {
                throw unstorable(
                        "is " + value + ", which JSON does not have; use null or a string.");
            }
            // Not always in JavaScript's digits, but always the same number.
            out.append(value.real());
        } else if (value.isNull() || value.isBoolean()) {
            out.append(value);
        } else if (value.isUndefined()) {
            throw unstorable("is undefined, which cannot be stored.");
        } else if (value.isBytes()) {
            checkDepth();
            out.append("{\"$bytes\":\"")
                    .append(Base64.getEncoder().encodeToString(value.bytes()))
                    .append("\"}");
        } else {
            checkDepth();
            if (value.isList()) {
                writeList(value);
            } else {
                writeObject(value);
            }
        }
    }

    /** Of what is an object or array in JSON: bytes and bigints, too. */
    private void checkDepth() {
        if (path.size() == Value.DEPTH_MAX) {
            throw unstorable("lies deeper than " + Value.DEPTH_MAX + " levels.");
        }
    }

    private void writeInteger(long integer) {
        if (integer >= -Value.SAFE_INTEGER_MAX && integer <= Value.SAFE_INTEGER_MAX) {
            out.append(integer);
        } else {
            checkDepth();
            out.append("{\"$bigint\":\"").append(integer).append("\"}");
        }
    }

    private void writeList(Value list) {
        out.append('[');
        int index = 0;
        for (Value item : list.items()) {
            out.append(index == 0 ? "" : ",");
            path.addLast(index++);
            write(item);
            path.removeLast();
        }
        out.append(']');
    }

    private void writeObject(Value object) {
        int stored = 0;
        for (Value field : object.fields().values()) {
            stored += field.isUndefined() ? 0 : 1;
        }
        out.append('{');
        boolean first = true;
        for (Map.Entry<String, Value> field : object.fields().entrySet()) {
            if (field.getValue().isUndefined()) {
                continue;
            }
            String key = field.getKey();
            path.addLast(key);
            out.append(first ? "" : ",");
            writeText(stored == 1 && key.startsWith("$") ? "$" + key : key);
            out.append(':');
            write(field.getValue());
            path.removeLast();
            first = false;
        }
        out.append('}');
    }

    private void writeText(String text) {
        if (!Surrogates.arePaired(text)) {
            throw unstorable("has half a surrogate pair, which is not a character.");
        }
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"', '\\' -> out.append('\\').append(c);
                case '\b' -> out.append("\\b");
                case '\f' -> out.append("\\f");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                default -> {
                    if (c < ' ') {
                        out.append("\\u00").append(HEX.charAt(c >> 4)).append(HEX.charAt(c & 15));
                    } else {
                        out.append(c);
                    }
                }
            }
        }
        out.append('"');
    }

    private IllegalArgumentException unstorable(String what) {
        StringBuilder place = new StringBuilder(name);
        for (Iterator<Object> steps = path.iterator(); steps.hasNext(); ) {
            Object step = steps.next();
            if (step instanceof Integer) {
                place.append('[').append(step).append(']');
            } else {
                place.append('.').append(step);
            }
        }
        return new IllegalArgumentException(place.append(' ').append(what).toString());
    }
}
