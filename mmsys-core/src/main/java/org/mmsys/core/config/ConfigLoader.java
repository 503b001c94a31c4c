package org.mmsys.core.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.mmsys.core.config.PropertiesSource.Written;

/** Puts settings together: defaults, then the file with its includes, then the command line, which wins. */
public final class ConfigLoader {
    private final Map<String, Key<?>> known = new LinkedHashMap<>();
    private final List<Pattern> families;
    private final List<Mistake> mistakes = new ArrayList<>();

    /**
     * A loader for these keys.
     *
     * @param families keys whose names are the operator's, such as {@code listener.<name>.protocol}
     */
    public ConfigLoader(List<Key<?>> keys, List<Pattern> families) {
        keys.forEach(key -> known.put(key.name(), key));
        this.families = List.copyOf(families);
    }

    /** What came of loading: settings when there are no mistakes. */
    public record Loaded(Optional<Settings> settings, Map<String, String> families, List<Mistake> mistakes) {}

    /**
     * Reads the file, if any, and the command line's keys; finds all mistakes at once.
     *
     * @param commandLine the values of a key that may be given several times with line ends between
     */
    public Loaded load(Optional<Path> file, Map<String, String> commandLine) {
        Map<String, List<Written>> written = new LinkedHashMap<>();
        file.ifPresent(path -> written.putAll(new PropertiesSource(mistakes, this::repeatable).read(path)));
        commandLine.forEach((name, value) -> written.put(
                name,
                Stream.of(repeatable(name) ? value.split("\n", -1) : new String[] {value})
                        .map(each -> new Written(each, "command line", Path.of("")))
                        .toList()));
        Map<String, String> ofFamilies = new LinkedHashMap<>();
        Map<String, Object> values = new HashMap<>();
        written.forEach((name, given) -> {
            if (families.stream().anyMatch(family -> family.matcher(name).matches())) {
                ofFamilies.put(name, given.get(0).value());
            } else if (repeatable(name)) {
                values.put(name, placed(given));
            } else {
                parse(name, given.get(0), values);
            }
        });
        known.values().forEach(key -> values.computeIfAbsent(key.name(), name -> standard(key)));
        Optional<Settings> settings = mistakes.isEmpty() ? Optional.of(new Settings(values)) : Optional.empty();
        return new Loaded(settings, ofFamilies, List.copyOf(mistakes));
    }

    private boolean repeatable(String name) {
        Key<?> key = known.get(name);
        return key != null && key.repeatable();
    }

    private static List<Placed> placed(List<Written> given) {
        return given.stream()
                .filter(each -> !each.value().isBlank())
                .map(each -> new Placed(each.value(), each.where()))
                .toList();
    }

    private void parse(String name, Written written, Map<String, Object> values) {
        Key<?> key = known.get(name);
        if (key == null) {
            mistakes.add(new Mistake(written.where(), name, written.value(), "no such key" + nearest(name)));
            return;
        }
        try {
            values.put(name, key.parse(key.absolute(written.value(), written.base())));
        } catch (IllegalArgumentException | ArithmeticException notAllowed) {
            mistakes.add(new Mistake(written.where(), name, written.value(), "must be " + key.allowed()));
        }
    }

    private static Object standard(Key<?> key) {
        Object value = key.parse(key.standard().orElse(""));
        return value == null ? "" : value;
    }

    /** A hint when a known key differs by a letter or two. */
    private String nearest(String name) {
        return known.keySet().stream()
                .filter(candidate -> distance(candidate, name) <= 2)
                .findFirst()
                .map(candidate -> "; did you mean " + candidate + "?")
                .orElse("");
    }

    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int above = row[j];
                int changed = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(changed, Math.min(above, row[j - 1]) + 1);
                diagonal = above;
            }
        }
        return row[b.length()];
    }
}
