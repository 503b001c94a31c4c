package org.mmsys.replica.registry.lone;

import java.io.IOException;
import java.util.Optional;
import org.mmsys.replica.registry.Reading;
import org.mmsys.replica.registry.Versioned;

/** Reads a record: here if the vote is here, else at the other half. */
final class ReadTalk implements Talk<Reading> {
    static final String LOST = "neither half has the vote: the disk it was given to is not that of the other half;"
            + " mmsysctl force-primary or force-solo ends that";

    private static final int QUESTIONS_MAX = 20;

    private final VoteBook book;
    private final String key;
    private Vote shown = Vote.NEVER;
    private int questions;

    ReadTalk(VoteBook book, String key) {
        this.book = book;
        this.key = key;
    }

    @Override
    public Turn<Reading> begin() {
        Vote mine = book.vote(key);
        return mine.holds() && book.looked() ? found(mine) : ask();
    }

    private Turn<Reading> ask() {
        questions++;
        VoteRequest question = book.question(key, Optional.empty());
        shown = question.vote();
        return Turn.ask(question);
    }

    private static Turn<Reading> found(Vote vote) {
        Versioned record = vote.record().orElseThrow();
        return Turn.decided(new Reading.Found(record));
    }

    @Override
    public Turn<Reading> heard(VoteReply reply) throws IOException {
        book.meet(key, reply.disk(), reply.vote());
        Vote mine = book.vote(key);
        if (mine.holds()) {
            return found(mine);
        }
        if (reply.vote().holds()) {
            return found(reply.vote());
        }
        if (!mine.equals(shown) && questions < QUESTIONS_MAX) {
            return ask(); // others have moved it meanwhile
        }
        boolean never = mine.version() == 0 && reply.vote().version() == 0;
        return Turn.decided(never ? new Reading.Absent() : new Reading.Unavailable(LOST));
    }

    @Override
    public Turn<Reading> unheard(String why) {
        book.look();
        Vote mine = book.vote(key);
        return mine.holds() ? found(mine) : Turn.decided(new Reading.Unavailable(why));
    }
}
