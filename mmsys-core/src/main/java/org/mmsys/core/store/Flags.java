package org.mmsys.core.store;

/**
 * The flags of a message, as Maildir writes them: letters in ASCII order.
 *
 * @param letters a subset of {@code DFPRS}, each once, in that order
 */
public record Flags(String letters) {
    public static final String ALL = "DFPRS";
    public static final Flags NONE = new Flags("");
    public static final Flags SEEN = new Flags("S");

    public Flags {
        if (!letters.equals(normal(letters))) {
            throw new IllegalArgumentException("flags " + letters);
        }
    }

    /** The known flags among these letters, unknown ones dropped. */
    public static Flags of(String anyLetters) {
        return new Flags(normal(anyLetters));
    }

    public boolean has(char letter) {
        return letters.indexOf(letter) >= 0;
    }

    /** These flags with some set and then some cleared. */
    public Flags with(String set, String clear) {
        StringBuilder result = new StringBuilder();
        for (int i = 0; i < ALL.length(); i++) {
            char letter = ALL.charAt(i);
            if ((has(letter) || set.indexOf(letter) >= 0) && clear.indexOf(letter) < 0) {
                result.append(letter);
            }
        }
        return new Flags(result.toString());
    }

    private static String normal(String letters) {
        StringBuilder result = new StringBuilder();
        for (int i = 0; i < ALL.length(); i++) {
            char letter = ALL.charAt(i);
            if (letters.indexOf(letter) >= 0) {
                result.append(letter);
            }
        }
        return result.toString();
    }

    @Override
    public String toString() {
        return letters;
    }
}
