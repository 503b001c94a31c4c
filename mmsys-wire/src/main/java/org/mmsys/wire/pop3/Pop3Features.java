package org.mmsys.wire.pop3;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What a server says it can do (CAPA, RFC 2449 §5): each tag with its parameters, tags in upper case. Immutable. */
public record Pop3Features(Map<String, List<String>> tags) {
    /** Those of a server that does not know CAPA, or was not asked. */
    public static final Pop3Features NONE = new Pop3Features(Map.of());

    public Pop3Features {
        tags = Map.copyOf(tags);
    }

    /** Reads the lines of the listing. */
    static Pop3Features of(List<String> lines) {
        Map<String, List<String>> tags = new LinkedHashMap<>();
        for (String line : lines) {
            List<String> words = new ArrayList<>(Arrays.asList(line.strip().split(" +", -1)));
            String tag = words.remove(0).toUpperCase(Locale.ROOT);
            if (!tag.isEmpty()) {
                tags.putIfAbsent(tag, List.copyOf(words));
            }
        }
        return new Pop3Features(tags);
    }

    /** Whether this tag was among them. */
    public boolean has(String tag) {
        return tags.containsKey(tag);
    }

    /** The SASL mechanisms (RFC 5034 §3), in upper case. */
    public List<String> mechanisms() {
        return tags.getOrDefault("SASL", List.of()).stream()
                .map(name -> name.toUpperCase(Locale.ROOT))
                .toList();
    }
}
