package org.mmsys.replica.registry.lone;

import java.io.IOException;
import java.util.Optional;
import java.util.UUID;
import org.mmsys.replica.registry.Change;

/** Changes a record where the vote is, and moves the vote if the new value belongs to the other half. */
final class ChangeTalk implements Talk<Change> {
    private static final int QUESTIONS_MAX = 20;

    private final VoteBook book;
    private final String key;
    private final VoteRequest.Proposal change;
    private Phase phase = Phase.LOOK;
    private Vote shown = Vote.NEVER;
    private int questions;

    private enum Phase {
        /** Asks the other half once before a vote is used. */
        LOOK,
        /** The vote is here and has to go there: asks for the disk there. */
        INTRODUCE,
        /** The vote was given, here: waits until it is taken. */
        GIVEN,
        /** The vote is not here: the other half has to change the record. */
        THERE
    }

    ChangeTalk(VoteBook book, String key, VoteRequest.Proposal change) {
        this.book = book;
        this.key = key;
        this.change = change;
    }

    @Override
    public Turn<Change> begin() throws IOException {
        Vote mine = book.vote(key);
        if (!mine.holds()) {
            return ask(Phase.THERE);
        }
        if (!book.looked()) {
            return ask(Phase.LOOK);
        }
        if (mine.version() != change.expected()) {
            return conflict(mine);
        }
        if (!book.stays(change.value())) {
            return ask(Phase.INTRODUCE);
        }
        return book.change(key, change, Optional.empty()) ? applied() : begin();
    }

    private Turn<Change> ask(Phase next) {
        phase = next;
        questions++;
        if (questions > QUESTIONS_MAX) {
            return unknown("the vote goes to and fro");
        }
        VoteRequest question = book.question(key, next == Phase.THERE ? Optional.of(change) : Optional.empty());
        shown = question.vote();
        return Turn.ask(question);
    }

    private static Turn<Change> applied() {
        return Turn.decided(new Change.Applied());
    }

    private static Turn<Change> conflict(Vote current) {
        return Turn.decided(new Change.Conflict(current.record()));
    }

    private static Turn<Change> unknown(String why) {
        return Turn.decided(new Change.Unknown(why));
    }

    @Override
    public Turn<Change> heard(VoteReply reply) throws IOException {
        book.meet(key, reply.disk(), reply.vote());
        return switch (phase) {
            case LOOK -> begin();
            case INTRODUCE -> give(reply.disk());
            case GIVEN ->
                reply.vote().version() > change.expected()
                        ? applied()
                        : unknown("the other half has not taken the vote");
            case THERE -> there(reply);
        };
    }

    private Turn<Change> give(UUID heir) throws IOException {
        return book.change(key, change, Optional.of(heir)) ? ask(Phase.GIVEN) : begin();
    }

    private Turn<Change> there(VoteReply reply) throws IOException {
        return switch (reply.outcome()) {
            case APPLIED -> applied();
            case CONFLICT -> conflict(reply.vote());
            case NOT_HERE, NOTHING -> nobodyThere(reply);
        };
    }

    /** The vote has come here meanwhile, or there never was one, or it is lost. */
    private Turn<Change> nobodyThere(VoteReply reply) throws IOException {
        Vote mine = book.vote(key);
        if (!mine.equals(shown)) {
            return begin();
        }
        if (mine.version() > 0 || reply.vote().version() > 0 || !book.founder()) {
            return unknown(ReadTalk.LOST);
        }
        if (change.expected() != 0) {
            return conflict(mine);
        }
        if (!book.stays(change.value())) {
            return give(reply.disk());
        }
        return book.change(key, change, Optional.empty()) ? applied() : begin();
    }

    @Override
    public Turn<Change> unheard(String why) throws IOException {
        if (phase == Phase.LOOK) {
            book.look();
            return begin();
        }
        return unknown(why);
    }
}
