package org.mmsys.client.ui.write;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** Lists of addresses as people type them: separated by commas, semicolons or lines, with names in quotes or not. Immutable, any thread. */
public record AddressText(String shown, String written, String address, boolean good) {
    private static final Pattern GOOD = Pattern.compile("[^\\s@<>,;\"]{1,64}@[^\\s@<>,;\"]{1,253}");

    /** The addresses of a list. */
    public static List<AddressText> parse(String list) {
        List<AddressText> found = new ArrayList<>();
        StringBuilder one = new StringBuilder();
        boolean quoted = false;
        boolean angled = false;
        for (int i = 0; i < list.length(); i++) {
            char c = list.charAt(i);
            if (c == '"') {
                quoted = !quoted;
            } else if (!quoted && (c == '<' || c == '>')) {
                angled = c == '<';
            }
            if (!quoted && !angled && (c == ',' || c == ';' || c == '\n')) {
                one(one.toString()).ifPresent(found::add);
                one.setLength(0);
            } else {
                one.append(c);
            }
        }
        one(one.toString()).ifPresent(found::add);
        return found;
    }

    /** One address with or without a name; empty when nothing is written there. */
    public static Optional<AddressText> one(String text) {
        String all = text.strip();
        if (all.isEmpty()) {
            return Optional.empty();
        }
        int open = all.lastIndexOf('<');
        int close = all.lastIndexOf('>');
        String address =
                open >= 0 && close > open ? all.substring(open + 1, close).strip() : all;
        String name = open > 0 ? unquoted(all.substring(0, open).strip()) : "";
        boolean good = GOOD.matcher(address).matches() && !address.endsWith(".");
        return Optional.of(new AddressText(name.isEmpty() ? address : name, all, address, good));
    }

    private static String unquoted(String name) {
        boolean quoted = name.length() >= 2 && name.startsWith("\"") && name.endsWith("\"");
        return quoted ? name.substring(1, name.length() - 1).replace("\\\"", "\"") : name;
    }

    /** The domain, in lower case; empty when there is none. */
    public String domain() {
        return address.substring(address.indexOf('@') + 1).toLowerCase(Locale.ROOT);
    }
}
