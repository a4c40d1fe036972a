package sqlsync.simulation.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Makes expressions of words. */
final class Compiler {
    private final Tokens tokens;
    private final Session session;

    /** What names mean; null where there are no columns. */
    private Table table;

    private int parameters;

    Compiler(Tokens tokens, Session session) {
        this.tokens = tokens;
        this.session = session;
    }

    void columnsOf(Table of) {
        table = of;
    }

    int parameters() {
        return parameters;
    }

    Expression expression() {
        Expression left = comparison();
        while (tokens.take("AND")) {
            left = new Expression.And(left, comparison());
        }
        return left;
    }

    private Expression comparison() {
        Expression left = sum();
        if (tokens.take("IS", "NULL")) {
            return new Expression.IsNull(left, false);
        }
        if (tokens.take("IS", "NOT")) {
            tokens.need("NULL");
            return new Expression.IsNull(left, true);
        }
        for (String sign : List.of("=", "==", "<>", "!=", "<", "<=", ">", ">=")) {
            if (tokens.take(sign)) {
                return new Expression.Comparison(sign, left, sum());
            }
        }
        return left;
    }

    private Expression sum() {
        Expression left = product();
        while (tokens.is("+") || tokens.is("-")) {
            char sign = tokens.next().text().charAt(0);
            left = new Expression.Arithmetic(sign, left, product());
        }
        return left;
    }

    private Expression product() {
        Expression left = concatenation();
        while (tokens.is("*") || tokens.is("%")) {
            char sign = tokens.next().text().charAt(0);
            left = new Expression.Arithmetic(sign, left, concatenation());
        }
        return left;
    }

    private Expression concatenation() {
        Expression left = term();
        while (tokens.take("||")) {
            left = new Expression.Concatenation(left, term());
        }
        return left;
    }

    private Expression term() {
        Tokens.Token token = tokens.peek();
        switch (token.kind()) {
            case STRING, BLOB, NUMBER -> {
                return new Expression.Literal(literal(tokens));
            }
            case PARAMETER -> {
                return new Expression.Parameter(parameter(tokens.next().text()));
            }
            case SIGN -> {
                if (tokens.is("-")) {
                    return new Expression.Literal(literal(tokens));
                }
                tokens.need("(");
                Expression inner = expression();
                tokens.need(")");
                return inner;
            }
            default -> {
                if (tokens.take("NULL")) {
                    return new Expression.Literal(null);
                }
                String name = tokens.name();
                return token.kind() == Tokens.Kind.WORD && tokens.take("(")
                        ? call(name.toLowerCase(Locale.ROOT))
                        : column(name);
            }
        }
    }

    private int parameter(String text) {
        int number = text.equals("?") ? parameters + 1 : 0;
        if (text.length() > 1 && text.charAt(0) == '?') {
            number = Integer.parseInt(text.substring(1));
        }
        if (number == 0) {
            throw new UnknownSqlError("a parameter with a name", text);
        }
        parameters = Math.max(parameters, number);
        return number - 1;
    }

    private Expression column(String name) {
        int index = table == null ? -1 : table.find(name);
        if (index < 0) {
            throw EngineException.error("no such column: " + name);
        }
        return new Expression.Column(index, table.columns.get(index).affinity());
    }

    private Expression call(String name) {
        if (name.equals("cast")) {
            Expression of = expression();
            tokens.need("AS");
            Affinity to = Affinity.of(tokens.name());
            tokens.need(")");
            return new Expression.Cast(of, to);
        }
        if (name.equals("count") && tokens.take("*")) {
            tokens.need(")");
            return new Expression.Aggregate(name, null);
        }
        List<Expression> arguments = new ArrayList<>();
        while (!tokens.take(")")) {
            arguments.add(expression());
            tokens.take(",");
        }
        if (List.of("count", "sum", "max", "min").contains(name) && arguments.size() == 1) {
            return new Expression.Aggregate(name, arguments.get(0));
        }
        Function function = session.function(name);
        if (function == null) {
            throw tokens.unknown();
        }
        return new Expression.Call(function, arguments);
    }

    /** A number with or without a sign, a text, a blob, or NULL. */
    static Object literal(Tokens tokens) {
        boolean negative = tokens.take("-");
        Tokens.Token token = tokens.next();
        return switch (token.kind()) {
            case STRING -> token.text();
            case BLOB -> java.util.HexFormat.of().parseHex(token.text());
            case NUMBER -> {
                Number number = Values.wholly(token.text());
                boolean real = token.text().indexOf('.') >= 0;
                double value = number.doubleValue();
                yield number instanceof Long whole && !real
                        ? (Object) (negative ? -whole : whole)
                        : (Object) (negative ? -value : value);
            }
            case WORD -> {
                if (token.text().equalsIgnoreCase("NULL")) {
                    yield null;
                }
                throw tokens.unknown();
            }
            default -> throw tokens.unknown();
        };
    }
}
