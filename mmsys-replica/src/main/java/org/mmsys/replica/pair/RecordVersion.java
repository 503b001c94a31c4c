package org.mmsys.replica.pair;

/**
 * A record as it was read.
 *
 * @param version grows by one with every change; the first is 1
 */
public record RecordVersion(long version, PairRecord record) {
    public RecordVersion {
        if (version < 1) {
            throw new IllegalArgumentException("version " + version);
        }
    }
}
