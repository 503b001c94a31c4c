package org.mmsys.core.config;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.apache.commons.configuration2.PropertiesConfiguration;
import org.apache.commons.configuration2.PropertiesConfiguration.DefaultIOFactory;
import org.apache.commons.configuration2.PropertiesConfiguration.PropertiesReader;
import org.apache.commons.configuration2.ex.ConfigurationException;

/**
 * Reads properties files with {@code include =}, and remembers the line of each key.
 *
 * <p>A key in a file wins over the same key in a file it includes, one that may be given several times with all its values. Values are taken as written: no lists, no
 * interpolation.
 */
final class PropertiesSource {
    private static final int INCLUDE_DEPTH_MAX = 8;
    private static final String INCLUDE = "include";

    private final Map<String, List<Written>> values = new LinkedHashMap<>();
    private final List<Mistake> mistakes;
    private final Predicate<String> repeatable;

    /** A reader that adds to these mistakes. */
    PropertiesSource(List<Mistake> mistakes, Predicate<String> repeatable) {
        this.mistakes = mistakes;
        this.repeatable = repeatable;
    }

    /** A value, where it stands, and the directory that a relative path in it is meant from. */
    record Written(String value, String where, Path base) {}

    /** All values of a file and what it includes; one for each key but the repeatable ones. */
    Map<String, List<Written>> read(Path file) {
        read(file, "command line", 0, new HashSet<>());
        return values;
    }

    private void read(Path file, String askedBy, int depth, Set<Path> open) {
        Path absolute = file.toAbsolutePath().normalize();
        if (depth > INCLUDE_DEPTH_MAX || !open.add(absolute)) {
            mistakes.add(new Mistake(askedBy, INCLUDE, file.toString(), "includes itself or is nested too deep"));
            return;
        }
        Map<String, List<Written>> own = new LinkedHashMap<>();
        List<Written> includes = new ArrayList<>();
        try (Reader reader = Files.newBufferedReader(absolute, StandardCharsets.UTF_8)) {
            load(reader, file, own, includes);
        } catch (IOException | ConfigurationException unreadable) {
            mistakes.add(new Mistake(
                    askedBy,
                    depth == 0 ? "config" : INCLUDE,
                    file.toString(),
                    "cannot be read: " + reason(unreadable)));
        }
        own.forEach(values::putIfAbsent);
        for (Written include : includes) {
            read(absolute.resolveSibling(include.value()), include.where(), depth + 1, open);
        }
        open.remove(absolute);
    }

    private void load(Reader reader, Path file, Map<String, List<Written>> own, List<Written> includes)
            throws IOException, ConfigurationException {
        PropertiesConfiguration properties = new PropertiesConfiguration();
        properties.setIncludesAllowed(false);
        properties.setIOFactory(new DefaultIOFactory() {
            @Override
            public PropertiesReader createPropertiesReader(Reader in) {
                return new LineNotingReader(in, file, own, includes);
            }
        });
        properties.read(reader);
    }

    private static String reason(Exception failure) {
        return failure instanceof java.nio.file.NoSuchFileException
                ? "no such file"
                : String.valueOf(failure.getMessage());
    }

    /** The library's reader, which alone knows the line. */
    private final class LineNotingReader extends PropertiesReader {
        private final Path file;
        private final Path directory;
        private final Map<String, List<Written>> own;
        private final List<Written> includes;

        LineNotingReader(Reader in, Path file, Map<String, List<Written>> own, List<Written> includes) {
            super(in);
            this.file = file;
            this.directory = file.resolveSibling("");
            this.own = own;
            this.includes = includes;
        }

        @Override
        public boolean nextProperty() throws IOException {
            if (!super.nextProperty()) {
                return false;
            }
            String key = getPropertyName();
            Written written = new Written(getPropertyValue().trim(), file + ":" + getLineNumber(), directory);
            if (key.equals(INCLUDE)) {
                includes.add(written);
            } else {
                List<Written> before = own.computeIfAbsent(key, name -> new ArrayList<>());
                if (!before.isEmpty() && !repeatable.test(key)) {
                    String first = before.get(0).where();
                    mistakes.add(new Mistake(written.where(), key, written.value(), "is set already at " + first));
                }
                before.add(written);
            }
            return true;
        }
    }
}
