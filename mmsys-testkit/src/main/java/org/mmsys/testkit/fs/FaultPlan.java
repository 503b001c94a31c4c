package org.mmsys.testkit.fs;

import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Counts operations and says which fail. Guarded by the file system's lock. */
final class FaultPlan {
    private static final int REMEMBERED = 10_000;

    private final Map<FileOperation.Kind, Long> counts = new EnumMap<>(FileOperation.Kind.class);
    private final List<FileOperation> remembered = new ArrayList<>();
    private final List<Rule> rules = new ArrayList<>();
    private long total;
    private long crashAt = Long.MAX_VALUE;
    private double shareWritten;
    private boolean crashed;
    private long spaceLeft = -1;

    /** An injected failure. */
    static final class Rule {
        private final Predicate<FileOperation> when;
        private final Supplier<IOException> failure;
        private final boolean once;

        Rule(Predicate<FileOperation> when, Supplier<IOException> failure, boolean once) {
            this.when = when;
            this.failure = failure;
            this.once = once;
        }
    }

    /** Counts an operation; throws when it is to fail without any effect. */
    void admit(FileOperation operation) throws IOException {
        alive();
        total++;
        counts.merge(operation.kind(), 1L, Long::sum);
        if (remembered.size() < REMEMBERED) {
            remembered.add(operation);
        }
        if (total >= crashAt) {
            crashed = true;
            if (operation.kind() != FileOperation.Kind.WRITE || shareWritten == 0) {
                throw new CrashedException(total + " " + operation);
            }
            return; // the channel writes a part and then throws
        }
        for (Iterator<Rule> all = rules.iterator(); all.hasNext(); ) {
            Rule rule = all.next();
            if (rule.when.test(operation)) {
                if (rule.once) {
                    all.remove();
                }
                throw rule.failure.get();
            }
        }
    }

    /** How many of these octets reach the disk before it crashes or is full; all of them when nothing is wrong. */
    int admitted(int octets, long growth) throws IOException {
        if (crashed) {
            return (int) (octets * shareWritten);
        }
        if (spaceLeft < 0 || growth <= spaceLeft) {
            return octets;
        }
        int fitting = (int) (octets - (growth - spaceLeft));
        if (fitting <= 0) {
            throw FaultyFileSystem.noSpace();
        }
        return fitting;
    }

    void grown(long octets) {
        if (spaceLeft >= 0) {
            spaceLeft -= octets;
        }
    }

    void alive() throws IOException {
        if (crashed) {
            throw new CrashedException("an earlier operation");
        }
    }

    boolean crashed() {
        return crashed;
    }

    void crashNow() {
        crashed = true;
    }

    void crashAt(long operation, double share) {
        crashAt = operation;
        shareWritten = share;
    }

    void add(Rule rule) {
        rules.add(rule);
    }

    void remove(Rule rule) {
        rules.remove(rule);
    }

    void spaceLeft(long octets) {
        spaceLeft = octets;
    }

    long spaceLeft() {
        return spaceLeft;
    }

    long total() {
        return total;
    }

    long count(FileOperation.Kind kind) {
        return counts.getOrDefault(kind, 0L);
    }

    List<FileOperation> remembered() {
        return List.copyOf(remembered);
    }
}
