package org.mmsys.replica.registry.lone;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import org.mmsys.replica.registry.Change;
import org.mmsys.replica.registry.Reading;
import org.mmsys.replica.registry.Versioned;

/** The votes of one half with a disk in memory and a line that answers later, or never: for simulations. */
public final class SimVotes {
    private final UUID disk;
    private final boolean founder;
    private final Predicate<byte[]> stays;
    private final boolean giftsAreForgotten;
    private final Consumer<Versioned> saved;
    private Map<String, Vote> onDisk = Map.of();
    private VoteBook book;

    /** The way to the other half; answers with nothing if there is no answer. */
    public interface Line {
        void ask(byte[] question, Consumer<Optional<byte[]>> answer);
    }

    /**
     * An empty disk.
     *
     * @param giftsAreForgotten whether a vote that was given away is not written down: a defect
     * @param saved told of what comes on the disk
     */
    public SimVotes(
            UUID disk, boolean founder, Predicate<byte[]> stays, boolean giftsAreForgotten, Consumer<Versioned> saved) {
        this.disk = disk;
        this.founder = founder;
        this.stays = stays;
        this.giftsAreForgotten = giftsAreForgotten;
        this.saved = saved;
        this.book = new VoteBook(disk, founder, stays, onDisk, this::save);
    }

    private void save(Map<String, Vote> all) {
        Map<String, Vote> next = new HashMap<>(all);
        if (giftsAreForgotten) {
            next.values().removeIf(vote -> !vote.holds());
            onDisk.forEach(next::putIfAbsent);
        }
        onDisk = next;
        all.values().forEach(vote -> vote.record().ifPresent(saved));
    }

    /** The process has begun anew, with what is on the disk. */
    public void restart() {
        book = new VoteBook(disk, founder, stays, onDisk, this::save);
    }

    /** Whether the vote is here. */
    public boolean holds(String key) {
        return book.vote(key).holds();
    }

    /** Answers the other half. */
    public byte[] answer(byte[] question) {
        try {
            return book.answer(VoteRequest.read(question)).write();
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    public void read(String key, Line line, Consumer<Reading> answer) {
        run(new ReadTalk(book, key), line, answer);
    }

    public void cas(String key, long expected, byte[] value, Line line, Consumer<Change> answer) {
        run(new ChangeTalk(book, key, new VoteRequest.Proposal(expected, value)), line, answer);
    }

    private static <T> void run(Talk<T> talk, Line line, Consumer<T> answer) {
        turn(talk, begun -> begun.begin(), line, answer);
    }

    /** One turn of a talk. */
    private interface Step<T> {
        Turn<T> of(Talk<T> talk) throws IOException;
    }

    private static <T> void turn(Talk<T> talk, Step<T> step, Line line, Consumer<T> answer) {
        Turn<T> turn;
        try {
            turn = step.of(talk);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        turn.decision().ifPresent(answer);
        turn.question()
                .ifPresent(question -> line.ask(octets(question), reply -> {
                    Function<Optional<byte[]>, Step<T>> next = said -> said.isPresent()
                            ? it -> it.heard(VoteReply.read(said.get()))
                            : it -> it.unheard("no answer");
                    turn(talk, next.apply(reply), line, answer);
                }));
    }

    private static byte[] octets(VoteRequest question) {
        try {
            return question.write();
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }
}
