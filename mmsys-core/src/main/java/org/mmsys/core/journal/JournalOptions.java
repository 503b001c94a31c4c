package org.mmsys.core.journal;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.random.RandomGenerator;

/**
 * What a journal has to know; made by {@link #builder}.
 *
 * @param data the data directory
 * @param server name of the server, as configured
 * @param node which node of it, as {@code s1/primary}
 * @param segmentOctets when a new segment is begun
 * @param batchOctets most octets written at once, unless one entry alone is larger
 * @param batchEntries most entries written at once
 * @param waitingOctets most octets that wait to be written; beyond it TOO_BUSY
 * @param waitingEntries most entries that wait to be written; beyond it TOO_BUSY
 * @param owedOctets most octets of entries that are committed but could not be applied; beyond it TOO_BUSY
 * @param reserveFileOctets size of the file that is given up when the disk is full
 * @param checkpointEvery time between checkpoints
 * @param checkpointOctets octets of log after which a checkpoint is made earlier
 * @param retryFirst wait before an entry that could not be applied is tried again; doubles up to {@code retryMax}
 * @param keep how long a paired log is kept for another half that is away
 * @param keepOctets how much of it is kept, spooled bodies included
 * @param drain how long closing waits for what is in hand
 */
public record JournalOptions(
        Path data,
        String server,
        String node,
        long segmentOctets,
        int batchOctets,
        int batchEntries,
        long waitingOctets,
        int waitingEntries,
        long owedOctets,
        long reserveFileOctets,
        Duration checkpointEvery,
        long checkpointOctets,
        Duration retryFirst,
        Duration retryMax,
        Duration keep,
        long keepOctets,
        Duration drain,
        InstantSource clock,
        RandomGenerator random) {
    private static final int MIB = 1024 * 1024;

    public JournalOptions {
        if (server.isEmpty() || node.isEmpty()) {
            throw new IllegalArgumentException("server and node need names");
        }
        if (segmentOctets < 1 || batchOctets < 1 || batchEntries < 1 || checkpointOctets < 1 || reserveFileOctets < 0) {
            throw new IllegalArgumentException("sizes have to be positive");
        }
    }

    /** The options as they should be, for a node of a server. */
    public static Builder builder(Path data, String server, String node) {
        return new Builder(data, server, node);
    }

    /** Changes single options. One thread. */
    public static final class Builder {
        private final Path data;
        private final String server;
        private final String node;
        private long segmentOctets = 64L * MIB;
        private int batchOctets = 4 * MIB;
        private int batchEntries = 1000;
        private long waitingOctets = 64L * MIB;
        private int waitingEntries = 10_000;
        private long owedOctets = 64L * MIB;
        private long reserveFileOctets = 16L * MIB;
        private Duration checkpointEvery = Duration.ofSeconds(20);
        private long checkpointOctets = 64L * MIB;
        private Duration retryFirst = Duration.ofMillis(100);
        private Duration retryMax = Duration.ofSeconds(10);
        private Duration keep = Duration.ofHours(24);
        private long keepOctets = 4096L * MIB;
        private Duration drain = Duration.ofSeconds(10);
        private InstantSource clock = InstantSource.system();
        private RandomGenerator random = new SecureRandom();

        private Builder(Path data, String server, String node) {
            this.data = data;
            this.server = server;
            this.node = node;
        }

        public Builder segmentOctets(long octets) {
            segmentOctets = octets;
            return this;
        }

        public Builder batch(int octets, int entries) {
            batchOctets = octets;
            batchEntries = entries;
            return this;
        }

        public Builder waiting(long octets, int entries) {
            waitingOctets = octets;
            waitingEntries = entries;
            return this;
        }

        public Builder owedOctets(long octets) {
            owedOctets = octets;
            return this;
        }

        public Builder reserveFileOctets(long octets) {
            reserveFileOctets = octets;
            return this;
        }

        public Builder checkpoint(Duration every, long octets) {
            checkpointEvery = every;
            checkpointOctets = octets;
            return this;
        }

        public Builder retry(Duration first, Duration max) {
            retryFirst = first;
            retryMax = max;
            return this;
        }

        public Builder keep(Duration time, long octets) {
            keep = time;
            keepOctets = octets;
            return this;
        }

        public Builder drain(Duration most) {
            drain = most;
            return this;
        }

        public Builder clock(InstantSource source) {
            clock = source;
            return this;
        }

        public Builder random(RandomGenerator source) {
            random = source;
            return this;
        }

        public JournalOptions build() {
            return new JournalOptions(
                    data,
                    server,
                    node,
                    segmentOctets,
                    batchOctets,
                    batchEntries,
                    waitingOctets,
                    waitingEntries,
                    owedOctets,
                    reserveFileOctets,
                    checkpointEvery,
                    checkpointOctets,
                    retryFirst,
                    retryMax,
                    keep,
                    keepOctets,
                    drain,
                    clock,
                    random);
        }
    }
}
