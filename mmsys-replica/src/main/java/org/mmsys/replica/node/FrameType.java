package org.mmsys.replica.node;

import java.util.Optional;
import org.mmsys.core.journal.EntryCodec;

/** What a frame between the two halves holds, and how long it may be. */
enum FrameType {
    /** First frame of a connection that is to be the link. */
    OPEN_LINK(1, 0),
    /** First frame of a connection for a {@link BulkService}; no frames follow the answer. */
    OPEN_BULK(2, 0),
    /** The answer to either. */
    OPENED(3, 0),
    HELLO(16, 64),
    WELCOME(17, 64),
    REFUSE(18, 2048),
    FOLLOWING(19, 128),
    PROBE(20, 16 * 1024),
    MATCH(21, 32 * 1024),
    TRUNCATE(22, 64),
    APPEND(23, Limits.APPEND_MAX),
    ACK(24, 64),
    NACK(25, 64),
    PING(26, 64),
    PONG(27, 64),
    JOINED(28, 64),
    HANDOVER(29, 64),
    TAKE(30, 64),
    /** A piece of a spooled body that a later {@link #APPEND} names. */
    BODY(48, 512 + Limits.BODY_CHUNK),
    /** How many octets of bodies of this connection were taken altogether. */
    BODY_TAKEN(49, 8),
    /** The primary asks the follower to copy its tree. */
    FETCH_TREE(50, 8),
    /** A piece of a body that is still coming in. */
    BODY_EARLY(51, 512 + Limits.BODY_CHUNK),
    /** What came early of a body is not wanted any more. */
    BODY_DROPPED(52, 512);

    private final int code;
    private final int bodyMax;

    FrameType(int code, int bodyMax) {
        this.code = code;
        this.bodyMax = bodyMax;
    }

    int code() {
        return code;
    }

    int bodyMax() {
        return bodyMax;
    }

    static Optional<FrameType> of(int code) {
        for (FrameType type : values()) {
            if (type.code == code) {
                return Optional.of(type);
            }
        }
        return Optional.empty();
    }

    /** What both ends keep to. */
    static final class Limits {
        /** What is sent at a time, if no single entry is longer. */
        static final int CHUNK = 1024 * 1024;
        /** A batch of the committer and one entry more, and what stands around them. */
        static final int APPEND_MAX = EntryCodec.ENTRY_MAX + 5 * 1024 * 1024;

        static final int BODY_CHUNK = 256 * 1024;
        /** Octets of entries that were sent and not acknowledged. */
        static final int WINDOW = 16 * 1024 * 1024;
        /** Octets of bodies that were sent and not taken. */
        static final int BODY_WINDOW = 4 * 1024 * 1024;

        private Limits() {}
    }
}
