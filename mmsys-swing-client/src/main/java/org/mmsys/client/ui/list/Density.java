package org.mmsys.client.ui.list;

import java.util.Locale;

/** How much room a message has in the list. */
public enum Density {
    COMPACT(-6),
    NORMAL(0),
    RELAXED(10);

    private final int more;

    Density(int more) {
        this.more = more;
    }

    /** The height of a line when the usual one is {@code usual}, in the same pixels. */
    int height(int usual) {
        return usual + usual * more / 30;
    }

    /** Its name in the window state and in commands. */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The density of that name; the normal one for any other. */
    public static Density of(String id) {
        for (Density each : values()) {
            if (each.id().equals(id)) {
                return each;
            }
        }
        return NORMAL;
    }
}
