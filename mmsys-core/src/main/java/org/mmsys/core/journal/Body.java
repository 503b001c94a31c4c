package org.mmsys.core.journal;

/**
 * The octets of a message as they are kept: CRLF line ends, with the trace prefix that only the stored copy carries.
 *
 * <p>Up to 64 KiB stand in the journal entry itself; a larger body is a file under {@code journal/bodies/}, synced before
 * the entry is appended, which the entry names.
 */
public sealed interface Body {
    int INLINE_MAX = 64 * 1024;

    /** Octets, prefix included. */
    long size();

    /** Digest over all of it, prefix included. */
    Sha256 sha256();

    /** How many octets at the beginning a queue has to skip (Return-Path and the like). */
    int prefixLength();

    /** Stands in the entry. The array is not to be changed. */
    record Inline(byte[] octets, Sha256 sha256, int prefixLength) implements Body {
        @Override
        public long size() {
            return octets.length;
        }
    }

    /** Stands in the file {@code journal/bodies/<fileName>}. */
    record Spooled(String fileName, long size, Sha256 sha256, int prefixLength) implements Body {}
}
