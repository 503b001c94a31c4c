package org.mmsys.replica.pair;

import java.util.List;

/** What has to be done, in this order. Each is carried out without the machine waiting for it. */
public sealed interface PairAction {
    /**
     * Read the record, linearizably; answer with {@link PairEvent.RecordRead}.
     *
     * @param number of the question, to be repeated in the answer
     */
    record ReadRecord(long number) implements PairAction {
        @Override
        public <R> R match(Cases<R> on) {
            return on.readRecord(this);
        }
    }
    /**
     * Ask the registry to change the record; answer with {@link PairEvent.CasAnswered}.
     *
     * @param expectedVersion 0: there is none
     */
    record Cas(long expectedVersion, PairRecord record) implements PairAction {
        @Override
        public <R> R match(Cases<R> on) {
            return on.cas(this);
        }
    }
    /** Write the promise and force it; then {@link PairEvent.PromiseDurable}. */
    record MakePromiseDurable(long epoch) implements PairAction {
        @Override
        public <R> R match(Cases<R> on) {
            return on.makePromiseDurable(this);
        }
    }
    /** Send on the present connection; forget it if there is none. */
    record Send(PairMessage message) implements PairAction {
        @Override
        public <R> R match(Cases<R> on) {
            return on.send(this);
        }
    }
    /** Close the connection and dial again. */
    record DropLink(String why) implements PairAction {
        @Override
        public <R> R match(Cases<R> on) {
            return on.dropLink(this);
        }
    }
    /** Send entries as {@link PairMessage.Append}, from this place on and whatever is added to the log, until told otherwise. */
    record Ship(long epoch, long round, LogPoint from) implements PairAction {
        @Override
        public <R> R match(Cases<R> on) {
            return on.ship(this);
        }
    }
    /** Send no more entries. */
    record StopShipping() implements PairAction {
        @Override
        public <R> R match(Cases<R> on) {
            return on.stopShipping(this);
        }
    }
    /** Write the entries behind the log and force them; then {@link PairEvent.LogSynced} or {@link PairEvent.WriteRefused}. */
    record WriteEntries(PairMessage.Append entries) implements PairAction {
        @Override
        public <R> R match(Cases<R> on) {
            return on.writeEntries(this);
        }
    }
    /** Put what is behind this place into quarantine and cut it off, durably; then {@link PairEvent.Truncated}. */
    record TruncateTo(LogPoint last) implements PairAction {
        @Override
        public <R> R match(Cases<R> on) {
            return on.truncateTo(this);
        }
    }
    /** Cut off own entries that the partner has not taken, durably; then {@link PairEvent.Truncated}, then refuse them to their senders. */
    record CancelAfter(LogPoint last) implements PairAction {
        @Override
        public <R> R match(Cases<R> on) {
            return on.cancelAfter(this);
        }
    }
    /** Look up the marks after these entries; then {@link PairEvent.ChainsFound}. */
    record FindChains(long round, List<Long> sequences) implements PairAction {
        public FindChains {
            sequences = List.copyOf(sequences);
        }

        @Override
        public <R> R match(Cases<R> on) {
            return on.findChains(this);
        }
    }
    /** Begin the epoch in the log; {@link PairEvent.Appended} with this epoch says that it is done. */
    record AppendEpochEntry(long epoch) implements PairAction {
        @Override
        public <R> R match(Cases<R> on) {
            return on.appendEpochEntry(this);
        }
    }
    /** Everything up to this entry is committed: apply it, then answer its senders. */
    record Commit(long upTo) implements PairAction {
        @Override
        public <R> R match(Cases<R> on) {
            return on.commit(this);
        }
    }
    /** New mail is refused for the time being, and nothing can be acknowledged, or that is over. */
    record HoldReplies(boolean hold, String why) implements PairAction {
        @Override
        public <R> R match(Cases<R> on) {
            return on.holdReplies(this);
        }
    }
    /** Entries that make the store grow may be appended, or may not. */
    record AllowGrowth(boolean allowed) implements PairAction {
        @Override
        public <R> R match(Cases<R> on) {
            return on.allowGrowth(this);
        }
    }
    /** Copy what is behind this place into quarantine: it was committed, and nobody will have it. */
    record KeepAside(LogPoint after) implements PairAction {
        @Override
        public <R> R match(Cases<R> on) {
            return on.keepAside(this);
        }
    }
    /**
     * Serve clients.
     *
     * @param from the epoch's first entry in the log
     */
    record Serve(PairRole role, long epoch, long from) implements PairAction {
        @Override
        public <R> R match(Cases<R> on) {
            return on.serve(this);
        }
    }
    /** Serve no more; what was begun may end. */
    record StopServing(String why) implements PairAction {
        @Override
        public <R> R match(Cases<R> on) {
            return on.stopServing(this);
        }
    }
    /** Cut all sessions: what they wait for is unknown. */
    record DropSessions() implements PairAction {
        @Override
        public <R> R match(Cases<R> on) {
            return on.dropSessions(this);
        }
    }
    /**
     * The partner's log and this one have nothing in common: copy the tree. A copy that was begun in an older round must not
     * be installed.
     */
    record NeedTree(long round, LogPoint partnerLast) implements PairAction {
        @Override
        public <R> R match(Cases<R> on) {
            return on.needTree(this);
        }
    }
    /** Say it in the log, and keep it for {@code mmsysctl explain}. */
    record Explain(Explanation explanation) implements PairAction {
        @Override
        public <R> R match(Cases<R> on) {
            return on.explain(this);
        }
    }
    /** End the process at once: a promise of the protocol is broken. */
    record Fatal(Invariant invariant, String detail) implements PairAction {
        @Override
        public <R> R match(Cases<R> on) {
            return on.fatal(this);
        }
    }
    /**
     * End the process in order.
     *
     * @param code 2: refuses to start; 3: the disk failed
     */
    record Exit(int code, String why) implements PairAction {
        @Override
        public <R> R match(Cases<R> on) {
            return on.exit(this);
        }
    }

    /** Answers with the case that it is. */
    <R> R match(Cases<R> on);
    /** One answer for each case. */
    interface Cases<R> {
        R readRecord(ReadRecord action);

        R cas(Cas action);

        R makePromiseDurable(MakePromiseDurable action);

        R send(Send action);

        R dropLink(DropLink action);

        R ship(Ship action);

        R stopShipping(StopShipping action);

        R writeEntries(WriteEntries action);

        R truncateTo(TruncateTo action);

        R cancelAfter(CancelAfter action);

        R findChains(FindChains action);

        R appendEpochEntry(AppendEpochEntry action);

        R commit(Commit action);

        R holdReplies(HoldReplies action);

        R allowGrowth(AllowGrowth action);

        R serve(Serve action);

        R stopServing(StopServing action);

        R dropSessions(DropSessions action);

        R needTree(NeedTree action);

        R keepAside(KeepAside action);

        R explain(Explain action);

        R fatal(Fatal action);

        R exit(Exit action);
    }
}
