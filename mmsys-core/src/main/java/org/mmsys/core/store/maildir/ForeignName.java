package org.mmsys.core.store.maildir;

/**
 * The file an ADOPT operation takes in, as the operation names it: {@code new/NAME} or {@code cur/NAME}, with
 * {@code converted:} before it when the message waits in {@code tmp} with its line ends put right.
 */
record ForeignName(boolean converted, boolean inCur, String name) {
    private static final String CONVERTED = "converted:";

    static ForeignName parse(String text) {
        boolean converted = text.startsWith(CONVERTED);
        String place = converted ? text.substring(CONVERTED.length()) : text;
        int slash = place.indexOf('/');
        String name = place.substring(slash + 1);
        if (slash < 0 || name.isEmpty() || name.indexOf('/') >= 0 || name.equals("..")) {
            throw new IllegalArgumentException("foreign name " + text);
        }
        return new ForeignName(converted, place.startsWith("cur/"), name);
    }

    @Override
    public String toString() {
        return (converted ? CONVERTED : "") + (inCur ? "cur/" : "new/") + name;
    }
}
