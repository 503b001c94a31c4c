package org.mmsys.replica.pair;

import java.util.List;

/** What happened, as the machine is told. One thread tells it all. */
public sealed interface PairEvent {
    /** The node has started: first event of all. */
    record Started(PairStart start) implements PairEvent {
        @Override
        public <R> R match(Cases<R> on) {
            return on.started(this);
        }
    }
    /** The registry answered a {@link PairAction.ReadRecord}. */
    record RecordRead(long number, RecordAnswer answer) implements PairEvent {
        @Override
        public <R> R match(Cases<R> on) {
            return on.recordRead(this);
        }
    }
    /** The registry hints that the record has changed. */
    record RecordChanged() implements PairEvent {
        @Override
        public <R> R match(Cases<R> on) {
            return on.recordChanged(this);
        }
    }
    /** The registry answered the {@link PairAction.Cas} of this token. */
    record CasAnswered(CasToken token, CasAnswer answer) implements PairEvent {
        @Override
        public <R> R match(Cases<R> on) {
            return on.casAnswered(this);
        }
    }
    /** The promise is on the disk. */
    record PromiseDurable(long epoch) implements PairEvent {
        @Override
        public <R> R match(Cases<R> on) {
            return on.promiseDurable(this);
        }
    }
    /** A connection to the partner stands; an earlier one is gone, and nothing more of it arrives. */
    record LinkUp() implements PairEvent {
        @Override
        public <R> R match(Cases<R> on) {
            return on.linkUp(this);
        }
    }
    /**
     * There is no connection, or an attempt failed.
     *
     * @param refused whether the partner's machine answered that nobody listens: the process is dead
     */
    record LinkDown(boolean refused) implements PairEvent {
        @Override
        public <R> R match(Cases<R> on) {
            return on.linkDown(this);
        }
    }
    /** The partner said something on the present connection. */
    record MessageReceived(PairMessage message) implements PairEvent {
        @Override
        public <R> R match(Cases<R> on) {
            return on.messageReceived(this);
        }
    }
    /** Entries of this node's own were given a place in the log; they are not durable yet. */
    record Appended(LogPoint last, long epoch) implements PairEvent {
        @Override
        public <R> R match(Cases<R> on) {
            return on.appended(this);
        }
    }
    /** The log is durable up to here. */
    record LogSynced(LogPoint durable) implements PairEvent {
        @Override
        public <R> R match(Cases<R> on) {
            return on.logSynced(this);
        }
    }
    /** The disk had no room for the entries of a {@link PairAction.WriteEntries}; nothing of them or of later ones is in the log. */
    record WriteRefused(LogPoint written) implements PairEvent {
        @Override
        public <R> R match(Cases<R> on) {
            return on.writeRefused(this);
        }
    }
    /** What a {@link PairAction.TruncateTo} or {@link PairAction.CancelAfter} asked for is done, durably. */
    record Truncated(LogPoint last) implements PairEvent {
        @Override
        public <R> R match(Cases<R> on) {
            return on.truncated(this);
        }
    }
    /** The log's answer to {@link PairAction.FindChains}: those places that it has. */
    record ChainsFound(long round, List<LogPoint> points) implements PairEvent {
        public ChainsFound {
            points = List.copyOf(points);
        }

        @Override
        public <R> R match(Cases<R> on) {
            return on.chainsFound(this);
        }
    }
    /** The states contain everything up to this entry. */
    record Applied(long sequence) implements PairEvent {
        @Override
        public <R> R match(Cases<R> on) {
            return on.applied(this);
        }
    }
    /** The log begins behind this place now: what was before it is in the states, and was dropped. */
    record LogTrimmed(LogPoint base) implements PairEvent {
        @Override
        public <R> R match(Cases<R> on) {
            return on.logTrimmed(this);
        }
    }

    /** The tree was copied from the partner; the log begins behind this entry. */
    record TreeInstalled(LogPoint base) implements PairEvent {
        @Override
        public <R> R match(Cases<R> on) {
            return on.treeInstalled(this);
        }
    }
    /** Time has passed; comes several times per heartbeat. */
    record Tick() implements PairEvent {
        @Override
        public <R> R match(Cases<R> on) {
            return on.tick(this);
        }
    }
    /** This node had stood still, or its clock did: no lease of before counts. */
    record ClockDoubt() implements PairEvent {
        @Override
        public <R> R match(Cases<R> on) {
            return on.clockDoubt(this);
        }
    }
    /** A write or a sync failed. */
    record DiskFailed(String what) implements PairEvent {
        @Override
        public <R> R match(Cases<R> on) {
            return on.diskFailed(this);
        }
    }
    /** Space fell below the reserve, or is above it again. */
    record DiskFull(boolean full) implements PairEvent {
        @Override
        public <R> R match(Cases<R> on) {
            return on.diskFull(this);
        }
    }
    /** The administrator wants the partner to serve. */
    record OperatorSwitchover() implements PairEvent {
        @Override
        public <R> R match(Cases<R> on) {
            return on.operatorSwitchover(this);
        }
    }

    /** Answers with the case that it is. */
    <R> R match(Cases<R> on);
    /** One answer for each case. */
    interface Cases<R> {
        R started(Started event);

        R recordRead(RecordRead event);

        R recordChanged(RecordChanged event);

        R casAnswered(CasAnswered event);

        R promiseDurable(PromiseDurable event);

        R linkUp(LinkUp event);

        R linkDown(LinkDown event);

        R messageReceived(MessageReceived event);

        R appended(Appended event);

        R logSynced(LogSynced event);

        R writeRefused(WriteRefused event);

        R truncated(Truncated event);

        R chainsFound(ChainsFound event);

        R applied(Applied event);

        R logTrimmed(LogTrimmed event);

        R treeInstalled(TreeInstalled event);

        R tick(Tick event);

        R clockDoubt(ClockDoubt event);

        R diskFailed(DiskFailed event);

        R diskFull(DiskFull event);

        R operatorSwitchover(OperatorSwitchover event);
    }
}
