package org.mmsys.replica.pair;

import java.util.BitSet;
import java.util.Locale;

/**
 * An event of {@code docs/model/replication.csp}, as it happened in a run.
 *
 * @param node the first field of the event in the model
 * @param epoch 0 where the event has none
 * @param both of takeover and raise: the in-sync set of the record is both; of join: the record means the disk that is there
 * @param operation the message of submit, ok, repl; -1 where the event has none
 * @param box the content of the log that the event carries; empty where it has none
 */
record SpecEvent(Kind kind, Half node, long epoch, boolean both, int operation, BitSet box) {
    private static final int SHOWN_MAX = 60;

    /** The channels of the model, and what the model has in other words. */
    enum Kind {
        SUBMIT,
        OK,
        REPL,
        RACK,
        TAKEOVER,
        RAISE,
        GOSOLO,
        JOIN,
        MATCH,
        REFUSED,
        CRASH,
        RESTART,
        /** The pair begins; the model begins after that. */
        FOUND,
        /** The disk is another, empty one: in the model that is no replica any more. */
        WIPE,
        /** The node commits without the other, as the process SOLO; in the model that is a state. */
        ALONE,
        /** It no longer does. */
        NOT_ALONE
    }

    static SpecEvent of(Kind kind, Half node) {
        return new SpecEvent(kind, node, 0, false, -1, new BitSet());
    }

    static SpecEvent of(Kind kind, Half node, int operation) {
        return new SpecEvent(kind, node, 0, false, operation, new BitSet());
    }

    static SpecEvent of(Kind kind, Half node, long epoch, boolean both, BitSet box) {
        return new SpecEvent(kind, node, epoch, both, -1, box);
    }

    /** As the model writes it; contents are cut. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(kind.name().toLowerCase(Locale.ROOT))
                .append('.')
                .append(node);
        if (epoch != 0) {
            text.append('.').append(epoch).append('.').append(both ? 1 : 0);
            String content = box.toString();
            text.append('.').append(content, 0, Math.min(content.length(), SHOWN_MAX));
        }
        if (operation >= 0) {
            text.append('.').append(operation);
        }
        return text.toString();
    }
}
