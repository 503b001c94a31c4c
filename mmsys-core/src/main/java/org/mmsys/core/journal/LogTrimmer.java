package org.mmsys.core.journal;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Drops the beginning of the log: segments, and bodies that only they name. Checkpoint thread.
 *
 * <p>In a pair what the other half may still ask for stays, and while it is away what it may ask for when it comes back: not
 * more than {@link JournalOptions#keep} and {@link JournalOptions#keepOctets}, though.
 */
final class LogTrimmer {
    private final JournalOptions options;
    private final JournalFiles files;
    private final LogIndex index;
    private final BodyFiles bodies;
    private volatile @Nullable LogFollower follower;

    LogTrimmer(JournalParts parts) {
        this.options = parts.options();
        this.files = parts.files();
        this.index = parts.recovered().index();
        this.bodies = parts.bodies();
    }

    /** Whom to ask and to tell; only in a pair. */
    void follower(LogFollower told) {
        follower = told;
    }

    /** Drops what nobody needs of the entries up to that one, which will not be replayed any more. */
    void trim(long replayed) throws IOException {
        LogFollower other = follower;
        if (other == null) {
            dropSegments(files, replayed);
            bodies.drop(replayed);
            return;
        }
        long needed = other.needsFrom();
        long wanted = needed == Long.MAX_VALUE ? 0 : needed - 1;
        List<JournalFiles.Numbered> segments = files.segments();
        long through = Math.min(replayed, Math.max(wanted, tooMuch(segments)));
        LogMark base = baseAfter(segments, through);
        if (base.sequence() > index.base().sequence()) {
            index.base(base); // first, so that nobody begins to read what goes
            dropSegments(files, through);
            other.trimmed(base);
        }
        bodies.drop(index.base().sequence());
    }

    /** The last entry that is not kept for anybody: it is too long ago, or too much came after it. */
    private long tooMuch(List<JournalFiles.Numbered> segments) throws IOException {
        Instant oldest = options.clock().instant().minus(options.keep());
        long octets = 0;
        long last = Long.MAX_VALUE;
        for (int i = segments.size() - 1; i >= 0; i--) {
            JournalFiles.Numbered one = segments.get(i);
            octets += Files.size(one.path()) + bodies.octets(one.number(), last);
            boolean old = Files.getLastModifiedTime(one.path()).toInstant().isBefore(oldest);
            if (i + 1 < segments.size() && (old || octets > options.keepOctets())) {
                return last;
            }
            last = one.number() - 1;
        }
        return 0;
    }

    /** Where the log will begin. */
    private LogMark baseAfter(List<JournalFiles.Numbered> segments, long through) throws IOException {
        LogMark base = index.base();
        for (int i = 1; i < segments.size(); i++) {
            JournalFiles.Numbered one = segments.get(i);
            if (one.number() - 1 <= through && one.number() - 1 > base.sequence()) {
                try (SegmentReader reader = SegmentReader.open(one.path(), 0)) {
                    base = new LogMark(one.number() - 1, reader.header().link());
                }
            }
        }
        return base;
    }

    /** Deletes segments that hold nothing behind that entry; never the last. */
    static void dropSegments(JournalFiles files, long through) throws IOException {
        List<JournalFiles.Numbered> segments = files.segments();
        for (int i = 0; i + 1 < segments.size(); i++) {
            if (segments.get(i + 1).number() - 1 <= through) {
                Files.deleteIfExists(segments.get(i).path());
            }
        }
    }
}
