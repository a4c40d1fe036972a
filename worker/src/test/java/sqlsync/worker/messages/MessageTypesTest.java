package sqlsync.worker.messages;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.teavm.jso.JSBody;
import org.teavm.jso.JSObject;
import org.teavm.jso.JSProperty;
import org.teavm.jso.core.JSNumber;
import org.teavm.jso.core.JSString;
import sqlsync.worker.messages.MessageTypes.Field;

/** {@link FromPage} and {@link ToPage} have the fields that {@code messages.d.ts} says. */
class MessageTypesTest {
    private static final MessageTypes TYPES = new MessageTypes();
    private static final Pattern LITERAL = Pattern.compile("\\{([^{}]*)}");
    private static final Pattern ENTRY = Pattern.compile("(\\w+): ([^,]+)");

    /** Parts of {@code DocumentStats} that have no name in the contract, by the field they are. */
    private static final Map<String, String> WITHIN_STATS =
            Map.of(
                    "TimelineStats", "timeline",
                    "StorageStats", "storage",
                    "DatabaseStats", "database",
                    "CounterStats", "counters",
                    "SubscriptionStats", "subscriptions");

    static Stream<Class<?>> messagesOfPages() {
        return Arrays.stream(FromPage.class.getDeclaredClasses())
                .filter(each -> each != FromPage.Message.class);
    }

    static Stream<Class<?>> objectsForPages() {
        return Arrays.stream(ToPage.class.getDeclaredClasses())
                .filter(each -> each != ToPage.Message.class);
    }

    @ParameterizedTest
    @MethodSource("messagesOfPages")
    void whatAPageSendsHasTheFieldsThatAreRead(Class<?> message) {
        Map<String, Field> fields = TYPES.fields(message.getSimpleName());
        Map<String, String> sent = new TreeMap<>();
        fields.forEach((name, field) -> sent.put(name, field.kind()));
        sent.remove("t");
        Map<String, String> read = new TreeMap<>();
        properties(message, 0)
                .forEach(
                        (name, type) -> {
                            read.put(name, kind(type));
                            Field field = fields.get(name);
                            assertFalse(
                                    field != null && field.optional() && !mayBeMissing(type),
                                    name + " may be missing, and is read as if it were not");
                        });
        assertEquals(sent, read);
    }

    @Test
    void everyMessageOfPagesThatHasFieldsIsRead() {
        Set<String> read = new TreeSet<>();
        messagesOfPages().forEach(each -> read.add(each.getSimpleName()));
        for (String union : List.of("Question", "Notice")) {
            for (String each : TYPES.union(union)) {
                Set<String> fields = new TreeSet<>(TYPES.fields(each).keySet());
                fields.removeAll(Set.of("t", "h"));
                assertTrue(fields.isEmpty() || read.contains(each), each + " is not in FromPage");
            }
        }
        assertTrue(read.contains("Hello"));
    }

    /** Before the type of a message is known, nothing is sure to be in it. */
    @Test
    void whatIsReadOfAnyMessageIsAFieldOfOneAndMayBeMissing() {
        Map<String, String> kinds = new TreeMap<>(Map.of("q", "number"));
        for (String each : TYPES.union("Question")) {
            TYPES.fields(each).forEach((name, field) -> kinds.put(name, field.kind()));
        }
        Map<String, Class<?>> read = properties(FromPage.Message.class, 0);
        assertFalse(read.isEmpty());
        read.forEach(
                (name, type) -> {
                    assertEquals(kinds.get(name), kind(type), name);
                    assertTrue(mayBeMissing(type), name);
                });
    }

    @ParameterizedTest
    @MethodSource("objectsForPages")
    void whatAPageIsSentHasTheFieldsThatItMayRead(Class<?> object) {
        String name = object.getSimpleName();
        Map<String, Field> fields =
                WITHIN_STATS.containsKey(name)
                        ? TYPES.fieldsWithin("DocumentStats", WITHIN_STATS.get(name))
                        : TYPES.fields(name);
        Map<String, String> kinds = new TreeMap<>();
        fields.forEach((each, field) -> kinds.put(each, field.kind()));
        Map<String, Class<?>> set = properties(object, 1);
        set.forEach((each, type) -> assertEquals(kinds.get(each), kind(type), name + "." + each));
        properties(object, 0)
                .forEach((each, type) -> assertEquals(kinds.get(each), kind(type), each));
        List<Map<String, String>> literals = literals(object);
        assertFalse(literals.isEmpty(), "nothing makes a " + name);
        for (Map<String, String> literal : literals) {
            literal.forEach(
                    (each, kind) -> {
                        assertTrue(fields.containsKey(each), name + " has no field " + each);
                        if (!kind.isEmpty() && !kinds.get(each).equals("any")) {
                            assertEquals(kinds.get(each), kind, name + "." + each);
                        }
                    });
            fields.forEach(
                    (each, field) ->
                            assertTrue(
                                    field.optional()
                                            || literal.containsKey(each)
                                            || set.containsKey(each),
                                    each + " is missing in a " + name));
        }
    }

    @Test
    void everyMessageToPagesIsMadeUnderItsType() throws ReflectiveOperationException {
        for (String each : TYPES.union("FromWorker")) {
            Class<?> message = Class.forName(ToPage.class.getName() + "$" + each);
            assertTrue(ToPage.Message.class.isAssignableFrom(message), each);
            Set<String> made = new TreeSet<>();
            for (Method factory : factories(message)) {
                Matcher type = Pattern.compile("\\bt: '(\\w+)'").matcher(script(factory));
                while (type.find()) {
                    made.add(type.group(1));
                }
            }
            assertEquals(TYPES.types(each), made);
        }
    }

    /**
     * The properties of an overlay, its parents' among them, by name.
     *
     * @param parameters 0 for those that are read, 1 for those that are set
     */
    private static Map<String, Class<?>> properties(Class<?> overlay, int parameters) {
        Map<String, Class<?>> properties = new TreeMap<>();
        for (Method each : overlay.getMethods()) {
            if (each.isAnnotationPresent(JSProperty.class)
                    && each.getParameterCount() == parameters) {
                String name = each.getName().replaceFirst("^(get|set|is)", "");
                properties.put(
                        name.substring(0, 1).toLowerCase() + name.substring(1),
                        parameters == 0 ? each.getReturnType() : each.getParameterTypes()[0]);
            }
        }
        return properties;
    }

    private static boolean mayBeMissing(Class<?> type) {
        return JSObject.class.isAssignableFrom(type);
    }

    private static String kind(Class<?> type) {
        if (type == String.class || type == JSString.class) {
            return "string";
        }
        if (type == int.class || type == double.class || type == JSNumber.class) {
            return "number";
        }
        return type == boolean.class ? "boolean" : "object";
    }

    /** The object literals that make such an object, or what it extends: kinds by field. */
    private static List<Map<String, String>> literals(Class<?> object) {
        List<Map<String, String>> literals = new ArrayList<>();
        for (Method factory : factories(object)) {
            Matcher literal = LITERAL.matcher(script(factory));
            while (literal.find()) {
                literals.add(literal(factory, literal.group(1)));
            }
        }
        for (Class<?> parent : object.getInterfaces()) {
            if (literals.isEmpty()) {
                literals.addAll(literals(parent));
            }
        }
        return literals;
    }

    private static List<Method> factories(Class<?> object) {
        return Arrays.stream(ToPage.class.getDeclaredMethods())
                .filter(each -> each.isAnnotationPresent(JSBody.class))
                .filter(each -> each.getReturnType() == object)
                .toList();
    }

    private static String script(Method factory) {
        return factory.getAnnotation(JSBody.class).script();
    }

    /** Kinds by field; empty for what is no parameter and no constant. */
    private static Map<String, String> literal(Method factory, String text) {
        List<String> parameters = List.of(factory.getAnnotation(JSBody.class).params());
        Map<String, String> kinds = new TreeMap<>();
        for (String part : text.split(",")) {
            Matcher entry = ENTRY.matcher(part.strip());
            assertTrue(entry.matches(), "cannot read " + part);
            String value = entry.group(2).strip();
            int parameter = parameters.indexOf(value.replace("!", ""));
            kinds.put(
                    entry.group(1),
                    value.startsWith("'")
                            ? "string"
                            : parameter < 0 ? "" : kind(factory.getParameterTypes()[parameter]));
        }
        return kinds;
    }
}
