package org.mmsys.server;

import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.mmsys.core.config.Key;

/** The text of {@code etc/mmsys.properties}, made from the keys themselves so that it cannot lie. */
final class SampleProperties {
    private static final String HEAD = """
            # Every setting of mmsys-server with its default. Uncomment what you change; a value on the command line
            # (--key value) wins over this file. "include = other.properties" reads another file at that place.
            # Made from the code: TidyTests keeps it so (run it with -Dmmsys.samples.write=true to write it again).
            """;
    private static final String LISTENERS = """

            # --- more listeners ---------------------------------------------------------------------------------

            # A listener of any protocol, under any name: its protocol, its address, and whether TLS comes first.
            #listener.NAME.protocol = pop3
            #listener.NAME.address = 127.0.0.1:1101
            #listener.NAME.tls = no
            """;

    private SampleProperties() {}

    static String of(List<Key<?>> keys) {
        StringBuilder text = new StringBuilder(HEAD);
        Predicate<Key<?>> dotted = key -> key.name().contains(".");
        section(text, "the node", keys.stream().filter(dotted.negate()).toList());
        keys.stream()
                .filter(dotted)
                .collect(Collectors.groupingBy(
                        SampleProperties::family, java.util.LinkedHashMap::new, Collectors.toList()))
                .forEach((family, members) -> section(text, family, members));
        return text.append(LISTENERS).toString();
    }

    private static String family(Key<?> key) {
        return key.name().substring(0, key.name().indexOf('.'));
    }

    private static void section(StringBuilder text, String name, List<Key<?>> keys) {
        text.append("\n# --- ")
                .append(name)
                .append(' ')
                .append("-".repeat(93 - name.length()))
                .append('\n');
        keys.forEach(key -> entry(text, key));
    }

    private static void entry(StringBuilder text, Key<?> key) {
        text.append('\n');
        wrap(text, key.doc());
        wrap(text, "Allowed: " + key.allowed() + (key.standard().isPresent() ? "." : ". Not set by default."));
        text.append('#').append(key.name()).append(" =");
        key.standard()
                .filter(value -> !value.isEmpty())
                .ifPresent(value -> text.append(' ').append(value));
        text.append('\n');
    }

    private static void wrap(StringBuilder text, String words) {
        int column = 0;
        for (String word : words.split(" ", -1)) {
            if (column == 0 || column + 1 + word.length() > 110) {
                text.append(column == 0 ? "# " : "\n# ");
                column = 2;
            } else {
                text.append(' ');
                column++;
            }
            text.append(word);
            column += word.length();
        }
        text.append('\n');
    }
}
