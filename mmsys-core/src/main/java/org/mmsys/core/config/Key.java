package org.mmsys.core.config;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A setting: its name in files and on the command line, its type, default and documentation in one place.
 *
 * @param name kebab case with dots, for example {@code smtp.idle-timeout}
 * @param standard the value when nothing is set, as one would write it; empty when the setting is off or required then
 * @param allowed what may be written, in words, for error messages
 * @param doc one sentence for {@code --help} and the sample files
 * @param repeatable whether it may be given several times; its values are {@link Placed} then
 */
public record Key<T>(
        String name,
        Function<String, T> parser,
        Optional<String> standard,
        String allowed,
        String doc,
        boolean repeatable) {

    private static final String PATH = "a path";

    /** A key that may be given once. */
    public Key(String name, Function<String, T> parser, Optional<String> standard, String allowed, String doc) {
        this(name, parser, standard, allowed, doc, false);
    }

    /** Parses a value; {@link IllegalArgumentException} when it is not allowed. */
    public T parse(String value) {
        return parser.apply(value);
    }

    /** A relative path is meant from {@code base}, the directory of the file it stands in; other values stay as written. */
    String absolute(String value, Path base) {
        return allowed.equals(PATH) && !value.isEmpty() ? base.resolve(value).toString() : value;
    }

    public static Key<String> text(String name, String standard, String doc) {
        return new Key<>(name, Function.identity(), Optional.of(standard), "text", doc);
    }

    public static Key<Optional<String>> optionalText(String name, String doc) {
        return new Key<>(
                name, value -> value.isEmpty() ? Optional.empty() : Optional.of(value), Optional.empty(), "text", doc);
    }

    public static Key<Optional<Path>> file(String name, String doc) {
        return new Key<>(
                name, v -> v.isEmpty() ? Optional.empty() : Optional.of(Path.of(v)), Optional.empty(), PATH, doc);
    }

    public static Key<List<String>> list(String name, String standard, String doc) {
        return new Key<>(
                name,
                value -> Stream.of(value.split(","))
                        .map(String::trim)
                        .filter(item -> !item.isEmpty())
                        .toList(),
                Optional.of(standard),
                "items separated by commas",
                doc);
    }

    public static Key<Integer> count(String name, int standard, int least, int most, String doc) {
        return new Key<>(
                name,
                value -> {
                    int number = Integer.parseInt(value);
                    if (number < least || number > most) {
                        throw new IllegalArgumentException(value);
                    }
                    return number;
                },
                Optional.of(Integer.toString(standard)),
                "a number from " + least + " to " + most,
                doc);
    }

    public static Key<Boolean> flag(String name, boolean standard, String doc) {
        return new Key<>(
                name,
                value -> switch (value.toLowerCase(Locale.ROOT)) {
                    case "true", "yes", "on" -> true;
                    case "false", "no", "off" -> false;
                    default -> throw new IllegalArgumentException(value);
                },
                Optional.of(standard ? "yes" : "no"),
                "yes or no",
                doc);
    }

    public static Key<Duration> duration(String name, String standard, String doc) {
        return new Key<>(
                name, Quantities::duration, Optional.of(standard), "a duration such as 500ms, 30s, 5m, 2h, 7d", doc);
    }

    /** A size in octets. */
    public static Key<Long> size(String name, String standard, String doc) {
        return new Key<>(name, Quantities::octets, Optional.of(standard), "a size such as 64KB, 50MB, 2GB", doc);
    }

    /** A size in octets that the program works out itself when it is not set. */
    public static Key<Optional<Long>> optionalSize(String name, String doc) {
        return new Key<>(
                name,
                value -> value.isEmpty() ? Optional.empty() : Optional.of(Quantities.octets(value)),
                Optional.empty(),
                "a size such as 64KB, 50MB, 2GB",
                doc);
    }

    public static Key<Optional<InetSocketAddress>> address(String name, String doc) {
        return new Key<>(
                name,
                value -> value.isEmpty() ? Optional.empty() : Optional.of(Quantities.address(value)),
                Optional.empty(),
                "HOST:PORT, IPv6 in brackets",
                doc);
    }

    /** Several addresses to listen on. */
    public static Key<List<InetSocketAddress>> addresses(String name, String doc) {
        return new Key<>(
                name,
                value -> Stream.of(value.split(",", -1))
                        .map(String::trim)
                        .filter(item -> !value.isBlank())
                        .map(Quantities::address)
                        .toList(),
                Optional.empty(),
                "HOST:PORT, IPv6 in brackets; several with commas between",
                doc);
    }

    /** A key that may be given several times; what its values mean is the reader's business. */
    public static Key<List<Placed>> repeated(String name, String allowed, String doc) {
        return new Key<>(
                name,
                value -> value.isEmpty() ? List.of() : List.of(new Placed(value, "")),
                Optional.empty(),
                allowed,
                doc,
                true);
    }

    public static <E extends Enum<E>> Key<E> choice(String name, Class<E> type, E standard, String doc) {
        return new Key<>(
                name,
                value -> Arrays.stream(type.getEnumConstants())
                        .filter(each -> written(each).equals(value.toLowerCase(Locale.ROOT)))
                        .findFirst()
                        .orElseThrow(() -> new IllegalArgumentException(value)),
                Optional.of(written(standard)),
                Arrays.stream(type.getEnumConstants()).map(Key::written).collect(Collectors.joining(", ")),
                doc);
    }

    private static String written(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
