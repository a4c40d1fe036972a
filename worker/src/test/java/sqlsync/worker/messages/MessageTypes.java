package sqlsync.worker.messages;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The interfaces and unions of {@code messages.d.ts}, and those of the contract that it refers to.
 * Reads as much of TypeScript as these use.
 */
public final class MessageTypes {
    /**
     * A field of an interface.
     *
     * @param optional whether it may be missing, or undefined
     * @param kind string, number, boolean, object, or any
     */
    record Field(boolean optional, String kind) {}

    private record Declared(List<String> parents, Map<String, String> fields) {}

    private static final Pattern INTERFACE =
            Pattern.compile("\\binterface (\\w+)(?: extends ([^{]+))? \\{");
    private static final Pattern ALIAS = Pattern.compile("\\btype (\\w+) =");
    private static final Pattern FIELD =
            Pattern.compile("(?:readonly )?(\\w+\\??):\\s+(.+)", Pattern.DOTALL);
    private static final Pattern QUOTED = Pattern.compile("\"([^\"]*)\"");
    private static final Pattern DERIVED =
            Pattern.compile("(Omit|Pick)<(\\w+), (.+)>", Pattern.DOTALL);
    private static final Pattern INDEXED = Pattern.compile("(\\w+)\\[\"(\\w+)\"]");

    private final Map<String, Declared> interfaces = new HashMap<>();
    private final Map<String, String> aliases = new HashMap<>();

    public MessageTypes() {
        read("../js-api/src/main/web/sqlsync.d.ts");
        read("../web-shared/src/main/web/messages.d.ts");
    }

    private void read(String path) {
        String text;
        try {
            text = Files.readString(Path.of(path));
        } catch (IOException failure) {
            throw new AssertionError(failure);
        }
        text = text.replaceAll("(?s)/\\*.*?\\*/", "").replaceAll("//.*", "");
        Matcher each = INTERFACE.matcher(text);
        while (each.find()) {
            String body = text.substring(each.end(), end(text, each.end(), '}'));
            interfaces.put(each.group(1), declared(each.group(2), body));
        }
        each = ALIAS.matcher(text);
        while (each.find()) {
            aliases.put(each.group(1), text.substring(each.end(), end(text, each.end(), ';')));
        }
    }

    private static Declared declared(String parents, String body) {
        Map<String, String> fields = new LinkedHashMap<>();
        for (String each : split(body, ';')) {
            Matcher field = FIELD.matcher(each);
            if (field.matches()) {
                fields.put(field.group(1), field.group(2));
            }
        }
        return new Declared(parents == null ? List.of() : split(parents, ','), fields);
    }

    /** Where {@code closing} is that belongs to no bracket opened after {@code from}. */
    private static int end(String text, int from, char closing) {
        int depth = 0;
        for (int i = from; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == closing && depth == 0) {
                return i;
            }
            if ("{[(<".indexOf(c) >= 0) {
                depth++;
            } else if ("}])".indexOf(c) >= 0 || c == '>' && text.charAt(i - 1) != '=') {
                depth--;
            }
        }
        return text.length();
    }

    private static List<String> split(String text, char at) {
        List<String> parts = new ArrayList<>();
        int from = 0;
        while (from < text.length()) {
            int end = end(text, from, at);
            String part = text.substring(from, end).strip();
            if (!part.isEmpty()) {
                parts.add(part);
            }
            from = end + 1;
        }
        return parts;
    }

    boolean has(String name) {
        return interfaces.containsKey(name);
    }

    /** The fields of an interface, with those of its parents. */
    Map<String, Field> fields(String name) {
        return fields(texts(name));
    }

    /** The fields of an object, or of each in a list, whose type stands in a field itself. */
    Map<String, Field> fieldsWithin(String name, String field) {
        String type = texts(name).get(field);
        return fields(
                declared(null, type.substring(type.indexOf('{') + 1, type.lastIndexOf('}')))
                        .fields());
    }

    private Map<String, Field> fields(Map<String, String> texts) {
        Map<String, Field> fields = new LinkedHashMap<>();
        texts.forEach(
                (field, type) -> {
                    boolean mayBeMissing =
                            field.endsWith("?") || members(type).contains("undefined");
                    fields.put(field.replace("?", ""), new Field(mayBeMissing, kind(type)));
                });
        return fields;
    }

    private Map<String, String> texts(String name) {
        Declared declared = interfaces.get(name);
        if (declared == null) {
            throw new AssertionError("There is no interface " + name + " in messages.d.ts.");
        }
        Map<String, String> texts = new LinkedHashMap<>();
        for (String parent : declared.parents()) {
            Matcher derived = DERIVED.matcher(parent);
            if (!derived.matches()) {
                texts.putAll(texts(parent));
                continue;
            }
            Set<String> named = quoted(derived.group(3));
            boolean picks = derived.group(1).equals("Pick");
            texts(derived.group(2))
                    .forEach(
                            (field, type) -> {
                                if (named.contains(field.replace("?", "")) == picks) {
                                    texts.put(field, type);
                                }
                            });
        }
        texts.putAll(declared.fields());
        return texts;
    }

    private static Set<String> quoted(String text) {
        Set<String> all = new TreeSet<>();
        Matcher each = QUOTED.matcher(text);
        while (each.find()) {
            all.add(each.group(1));
        }
        return all;
    }

    /** The members of a union, with those of the unions that it names. */
    private List<String> members(String type) {
        List<String> all = new ArrayList<>();
        for (String each : split(type, '|')) {
            if (aliases.containsKey(each)) {
                all.addAll(members(aliases.get(each)));
            } else {
                all.add(each);
            }
        }
        return all;
    }

    private String kind(String type) {
        Set<String> kinds = new TreeSet<>();
        for (String each : members(type)) {
            Matcher indexed = INDEXED.matcher(each);
            if (indexed.matches()) {
                kinds.add(kind(texts(indexed.group(1)).get(indexed.group(2))));
            } else if (each.equals("string") || each.startsWith("\"")) {
                kinds.add("string");
            } else if (each.equals("number") || each.matches("\\d+")) {
                kinds.add("number");
            } else if (each.equals("boolean") || each.equals("any")) {
                kinds.add(each);
            } else if (!each.equals("undefined") && !each.equals("null")) {
                kinds.add("object");
            }
        }
        if (kinds.size() != 1) {
            throw new AssertionError("The type " + type + " is of several kinds: " + kinds);
        }
        return kinds.iterator().next();
    }

    /** The interfaces that a union consists of. */
    List<String> union(String name) {
        List<String> all = members(name);
        if (!all.stream().allMatch(interfaces::containsKey)) {
            throw new AssertionError(name + " is no union of interfaces: " + all);
        }
        return all;
    }

    /** The values of {@code t} that a message may have. */
    Set<String> types(String name) {
        return quoted(texts(name).get("t"));
    }

    /** The values of {@code t} that any message of a union may have. */
    public Set<String> typesOf(String union) {
        Set<String> all = new TreeSet<>();
        union(union).forEach(each -> all.addAll(types(each)));
        return all;
    }
}
