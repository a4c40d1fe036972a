package sqlsync.simulation.engine;

import java.util.List;
import java.util.Locale;
import sqlsync.page.Page;

/** The pragmas that core and simulations use. */
final class Pragma {
    private Pragma() {}

    private interface Answer {
        /** A value to answer, or null for no row. */
        Object of(Session session);
    }

    /** The file is asked first, and may refuse. */
    static Command of(Tokens tokens, Session session) {
        String name = tokens.name().toLowerCase(Locale.ROOT);
        String value = null;
        if (tokens.take("=") || tokens.is("(")) {
            boolean bracket = tokens.take("(");
            String sign = tokens.take("-") ? "-" : "";
            value = sign + tokens.next().text();
            if (bracket) {
                tokens.need(")");
            }
        }
        session.storage().cache.file().askPragma(name, value);
        return command(tokens, name, value);
    }

    private static Command command(Tokens tokens, String name, String value) {
        switch (name) {
            case "journal_mode" -> {
                return answering(Command.Kind.CONTROL, name, s -> "memory");
            }
            case "synchronous", "temp_store", "foreign_keys", "foreign_key_check" -> {
                return answering(Command.Kind.CONTROL, name, s -> null);
            }
            case "cache_size" -> {
                int size = Integer.parseInt(value);
                int pages = size < 0 ? -size / (Page.BYTES / 1024) : size;
                return answering(
                        Command.Kind.CONTROL,
                        name,
                        s -> {
                            s.storage().cache.cacheSize(pages);
                            return null;
                        });
            }
            case "max_page_count" -> {
                int pages = Integer.parseInt(value);
                return answering(
                        Command.Kind.READ,
                        name,
                        s -> {
                            s.storage().cache.limit(pages);
                            return (long) s.storage().cache.pagesMax();
                        });
            }
            case "writable_schema" -> {
                if ("RESET".equalsIgnoreCase(value)) {
                    return answering(
                            Command.Kind.CONTROL,
                            name,
                            s -> {
                                s.forgetSchema();
                                return null;
                            });
                }
                throw tokens.unknown();
            }
            case "user_version" -> {
                return number(name, Header.USER_VERSION, value);
            }
            case "application_id" -> {
                return number(name, Header.APPLICATION_ID, value);
            }
            case "schema_version" -> {
                return number(name, Page.SCHEMA_COOKIE, value);
            }
            case "page_count" -> {
                return answering(
                        Command.Kind.READ, name, s -> (long) s.storage().cache.pageCount());
            }
            case "freelist_count" -> {
                return answering(Command.Kind.READ, name, s -> (long) s.storage().free.count());
            }
            case "integrity_check", "quick_check" -> {
                return answering(Command.Kind.READ, name, s -> new IntegrityCheck(s).found());
            }
            default -> throw tokens.unknown();
        }
    }

    private static Command number(String name, int at, String value) {
        if (value == null) {
            return answering(
                    Command.Kind.READ,
                    name,
                    s -> {
                        PageCache cache = s.storage().cache;
                        return cache.pageCount() == 0 ? 0L : (long) Bytes.getInt(cache.page(1), at);
                    });
        }
        int number = Integer.parseInt(value);
        return new Command.Simple(
                Command.Kind.WRITE, s -> Bytes.putInt(s.storage().cache.writable(1), at, number));
    }

    private static Command answering(Command.Kind kind, String name, Answer answer) {
        record Answering(Kind kind, String name, Answer answer) implements Command {
            @Override
            public List<String> columns() {
                return List.of(name);
            }

            @Override
            public List<Object[]> run(Session session, Object[] parameters) {
                Object value = answer.of(session);
                return value == null ? List.of() : List.<Object[]>of(new Object[] {value});
            }
        }

        return new Answering(kind, name, answer);
    }
}
