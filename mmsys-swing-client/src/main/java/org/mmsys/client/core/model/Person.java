package org.mmsys.client.core.model;

/**
 * A name and an address.
 *
 * @param name decoded; empty if there is none
 * @param address as written
 */
public record Person(String name, String address) {
    /** What a list shows: the name, or the address. */
    public String shown() {
        return name.isBlank() ? address : name;
    }

    /** {@code name <address>}, quoted where needed, for an address field. */
    @Override
    public String toString() {
        if (name.isBlank()) {
            return address;
        }
        boolean plain = name.chars().allMatch(c -> Character.isLetterOrDigit(c) || c == ' ' || c == '-' || c == '\'');
        String quoted = plain ? name : '"' + name.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
        return quoted + " <" + address + ">";
    }
}
