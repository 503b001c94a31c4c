package org.mmsys.client.ui.list;

import java.util.List;

/** The columns a message list can have. */
public enum Column {
    STAR("star", 30, 30),
    ATTACHMENT("attachment", 30, 30),
    SUBJECT("subject", 420, 4000),
    FROM("from", 190, 4000),
    TO("to", 190, 4000),
    STATUS("status", 300, 4000),
    DATE("date", 112, 400),
    SIZE("size", 72, 200);

    /** All of them, in the order in which the model counts them. */
    private static final List<Column> ALL = List.of(values());

    private final String id;
    private final int width;
    private final int widthMax;

    Column(String id, int width, int widthMax) {
        this.id = id;
        this.width = width;
        this.widthMax = widthMax;
    }

    /** The column of that number in the model. */
    public static Column of(int number) {
        return ALL.get(number);
    }

    /** How many there are. */
    public static int count() {
        return ALL.size();
    }

    /** Its number in the model. */
    public int number() {
        return ALL.indexOf(this);
    }

    /** The name under which its width is kept and its title is found. */
    public String id() {
        return id;
    }

    /** Its width at 100 % zoom before the user changes it. */
    public int width() {
        return width;
    }

    /** Its largest width at 100 % zoom. */
    public int widthMax() {
        return widthMax;
    }

    /** Whether it shows an icon only and cannot be resized. */
    public boolean isIcon() {
        return widthMax == width;
    }
}
