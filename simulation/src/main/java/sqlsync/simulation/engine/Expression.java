package sqlsync.simulation.engine;

import java.util.List;

/** An expression, compiled for the columns of one table. */
interface Expression {
    Object value(Scope scope);

    /** What the column makes of values that it is compared with. */
    default Affinity affinity() {
        return Affinity.BLOB;
    }

    default boolean isConstant() {
        return false;
    }

    default boolean aggregates() {
        return false;
    }

    record Literal(Object value) implements Expression {
        @Override
        public Object value(Scope scope) {
            return value;
        }

        @Override
        public boolean isConstant() {
            return true;
        }
    }

    /** By its index from 0. */
    record Parameter(int index) implements Expression {
        @Override
        public Object value(Scope scope) {
            return scope.parameters[index];
        }

        @Override
        public boolean isConstant() {
            return true;
        }
    }

    record Column(int index, Affinity affinity) implements Expression {
        @Override
        public Object value(Scope scope) {
            return scope.row == null ? null : scope.row[index];
        }
    }

    record And(Expression left, Expression right) implements Expression {
        @Override
        public Object value(Scope scope) {
            Object a = left.value(scope);
            Object b = right.value(scope);
            if (a != null && !Values.isTrue(a) || b != null && !Values.isTrue(b)) {
                return 0L;
            }
            return a == null || b == null ? null : (Object) 1L;
        }
    }

    record IsNull(Expression of, boolean not) implements Expression {
        @Override
        public Object value(Scope scope) {
            return (of.value(scope) == null) != not ? 1L : 0L;
        }
    }

    record Comparison(String sign, Expression left, Expression right) implements Expression {
        @Override
        public Object value(Scope scope) {
            Object a = left.value(scope);
            Object b = right.value(scope);
            if (a == null || b == null) {
                return null;
            }
            int order = Values.compare(adapt(a, left, right), adapt(b, right, left));
            boolean holds =
                    switch (sign) {
                        case "=", "==" -> order == 0;
                        case "<>", "!=" -> order != 0;
                        case "<" -> order < 0;
                        case "<=" -> order <= 0;
                        case ">" -> order > 0;
                        default -> order >= 0;
                    };
            return holds ? 1L : 0L;
        }

        private static Object adapt(Object value, Expression own, Expression other) {
            Affinity affinity = other.affinity();
            if (own.affinity() != Affinity.BLOB && own.affinity() != Affinity.TEXT) {
                return value;
            }
            boolean numeric = affinity != Affinity.BLOB && affinity != Affinity.TEXT;
            if (numeric) {
                return Affinity.NUMERIC.apply(value);
            }
            return affinity == Affinity.TEXT && own.affinity() == Affinity.BLOB
                    ? Affinity.TEXT.apply(value)
                    : value;
        }
    }

    record Arithmetic(char sign, Expression left, Expression right) implements Expression {
        @Override
        public Object value(Scope scope) {
            Number a = Values.number(left.value(scope));
            Number b = Values.number(right.value(scope));
            if (a == null || b == null) {
                return null;
            }
            if (a instanceof Long x && b instanceof Long y) {
                try {
                    return switch (sign) {
                        case '+' -> (Object) Math.addExact(x, y);
                        case '-' -> (Object) Math.subtractExact(x, y);
                        case '%' -> y == 0 ? null : (Object) (x % y);
                        default -> (Object) Math.multiplyExact(x, y);
                    };
                } catch (ArithmeticException overflow) {
                    return real(x, y);
                }
            }
            return real(a.doubleValue(), b.doubleValue());
        }

        private Object real(double x, double y) {
            return switch (sign) {
                case '+' -> (Object) (x + y);
                case '-' -> (Object) (x - y);
                case '*' -> (Object) (x * y);
                default -> throw new UnknownSqlError("a remainder of reals", x + " % " + y);
            };
        }

        @Override
        public boolean aggregates() {
            return left.aggregates() || right.aggregates();
        }
    }

    record Concatenation(Expression left, Expression right) implements Expression {
        @Override
        public Object value(Scope scope) {
            String a = Values.text(left.value(scope));
            String b = Values.text(right.value(scope));
            return a == null || b == null ? null : a + b;
        }

        @Override
        public boolean aggregates() {
            return left.aggregates() || right.aggregates();
        }
    }

    record Cast(Expression of, Affinity to) implements Expression {
        @Override
        public Object value(Scope scope) {
            Object value = of.value(scope);
            if (to == Affinity.INTEGER && value instanceof Double real) {
                return (long) (double) real;
            }
            return to.apply(value);
        }

        @Override
        public Affinity affinity() {
            return to;
        }
    }

    record Call(Function function, List<Expression> arguments) implements Expression {
        @Override
        public Object value(Scope scope) {
            Object[] values = new Object[arguments.size()];
            for (int i = 0; i < values.length; i++) {
                values[i] = arguments.get(i).value(scope);
            }
            return function.call(scope.session, values);
        }
    }

    /** Of one argument, or of none: then it counts rows. */
    record Aggregate(String name, Expression argument) implements Expression {
        @Override
        public boolean aggregates() {
            return true;
        }

        @Override
        public Object value(Scope scope) {
            Object result = name.equals("count") ? (Object) 0L : null;
            for (Object[] row : scope.group) {
                scope.row = row;
                Object value = argument == null ? (Object) 1L : argument.value(scope);
                result = value == null ? result : with(result, value);
            }
            return result;
        }

        private Object with(Object result, Object value) {
            if (name.equals("count")) {
                return (long) result + 1;
            }
            if (result == null) {
                return name.equals("sum") ? Values.number(value) : value;
            }
            return switch (name) {
                case "max" -> Values.compare(value, result) > 0 ? value : result;
                case "min" -> Values.compare(value, result) < 0 ? value : result;
                default -> sum((Number) result, Values.number(value));
            };
        }

        private static Object sum(Number a, Number b) {
            if (a instanceof Long x && b instanceof Long y) {
                try {
                    return Math.addExact(x, y);
                } catch (ArithmeticException overflow) {
                    throw EngineException.error("integer overflow");
                }
            }
            return a.doubleValue() + b.doubleValue();
        }
    }
}
