package org.mmsys.replica.pair;

/** What must hold whatever fails; checked in production too, and a node that finds one broken ends at once. */
public enum Invariant {
    I1("committed is durable on every member of the in-sync set"),
    I2("only a member of the in-sync set wins the office"),
    I3("at most one node commits alone, and only by the record"),
    I4("epochs and promises grow, and nothing below a promise is accepted"),
    I5("the backup's log continues the common history without a gap"),
    I6("only committed entries are applied"),
    I7("what is committed is never cut off"),
    I8("the in-sync set grows only with a partner that has caught up while nothing is committed alone"),
    I9("equal sequence and epoch mean equal history");

    private final String text;

    Invariant(String text) {
        this.text = text;
    }

    /** In words. */
    public String text() {
        return text;
    }
}
