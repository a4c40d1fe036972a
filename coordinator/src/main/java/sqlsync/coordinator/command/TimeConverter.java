package sqlsync.coordinator.command;

import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A time like {@code 12h}, in milliseconds. */
public final class TimeConverter implements ITypeConverter<Long> {
    private static final Pattern TIME = Pattern.compile("([1-9][0-9]{0,5})([smhd])");

    @Override
    public Long convert(String text) {
        Matcher parts = TIME.matcher(text);
        if (!parts.matches()) {
            throw new TypeConversionException(
                    " takes a time like 90s, 15m, 12h, 30d, not " + text + ".");
        }
        TimeUnit unit =
                switch (parts.group(2)) {
                    case "s" -> TimeUnit.SECONDS;
                    case "m" -> TimeUnit.MINUTES;
                    case "h" -> TimeUnit.HOURS;
                    default -> TimeUnit.DAYS;
                };
        return unit.toMillis(Long.parseLong(parts.group(1)));
    }
}
