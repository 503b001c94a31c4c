package org.mmsys.replica.registry.lone;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.mmsys.replica.registry.Change;
import org.mmsys.replica.registry.Reading;
import org.mmsys.replica.registry.Registry;
import org.mmsys.replica.registry.Versioned;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The registry of a pair without a third vote: each record lives with one of the two halves, which may change it alone; the
 * other one asks it. To which half a record belongs its value says, and with a change of that the vote moves, in two steps.
 *
 * <p>Answers on the calling thread, and waits for the disk and for the other half; the {@link Line} limits that. After a
 * write that failed everything is unknown, until the registry is opened anew: the node should end. What cannot be proved
 * without a third vote is an answer of an old image of a disk before both halves have met.
 */
public final class LoneRegistry implements Registry {
    private static final Logger log = LoggerFactory.getLogger(LoneRegistry.class);

    private final VoteFile file;
    private final VoteBook book;
    private final Line line;
    private final Consumer<String> diskFailed;
    private final Optional<Freedom> freedom;
    private final List<Watcher> watchers = new CopyOnWriteArrayList<>();
    private volatile Optional<String> unusable = Optional.empty();
    private volatile String trouble = "";

    private record Watcher(String key, Runnable hint) {}

    /** The way to the other half's {@link #answer}. */
    public interface Line {
        /**
         * Asks the other half and waits for a few seconds at most.
         *
         * @throws IOException if there is no answer; the question may have arrived all the same, and may yet
         */
        byte[] ask(byte[] question) throws IOException;
    }

    private LoneRegistry(
            VoteFile file, VoteBook book, Line line, Consumer<String> diskFailed, Optional<Freedom> freedom) {
        this.freedom = freedom;
        this.file = file;
        this.book = book;
        this.line = line;
        this.diskFailed = diskFailed;
    }

    /**
     * Opens the file, or begins it with a random identity if there is none.
     *
     * @param founder whether this half makes records that neither has: true for one of the two
     * @param stays whether the vote for a record of this value belongs to this half, or to the other; the opposite of what the
     *     other half says
     * @param diskFailed told once when a write has failed
     * @throws IOException if it cannot be read or written, or is damaged: a vote is never begun anew
     */
    public static LoneRegistry open(
            Path path, boolean founder, Predicate<byte[]> stays, Line line, Consumer<String> diskFailed)
            throws IOException {
        return open(path, founder, stays, line, diskFailed, Optional.empty());
    }

    /**
     * The same, where a half may go on though it has not the vote: then it is no register any more while the halves do not
     * hear each other, but two.
     */
    public static LoneRegistry open(
            Path path,
            boolean founder,
            Predicate<byte[]> stays,
            Line line,
            Consumer<String> diskFailed,
            Optional<Freedom> freedom)
            throws IOException {
        Files.createDirectories(path.toAbsolutePath().resolveSibling("."));
        VoteFile file = new VoteFile(path);
        if (!file.exists()) {
            file.save(new VoteFile.Content(UUID.randomUUID(), Map.of()));
        }
        VoteFile.Content found = file.load();
        VoteBook book = new VoteBook(
                found.disk(),
                founder,
                stays,
                found.votes(),
                all -> file.save(new VoteFile.Content(found.disk(), all)),
                freedom);
        return new LoneRegistry(file, book, line, diskFailed, freedom);
    }

    @Override
    public CompletableFuture<Reading> read(String key) {
        Registry.check(key);
        Reading answer = talk(new ReadTalk(book, key), Reading.Unavailable::new);
        if (answer instanceof Reading.Unavailable) {
            answer = claimed(key, answer);
        }
        if (answer instanceof Reading.Unavailable away) {
            trouble = away.why();
        } else {
            trouble = "";
        }
        return CompletableFuture.completedFuture(answer);
    }

    @Override
    public CompletableFuture<Change> cas(String key, long expectedVersion, byte[] value) {
        Registry.check(key, expectedVersion, value);
        if (freedom.isPresent() && !freedom.get().permits(key, known(key), value)) {
            return CompletableFuture.completedFuture(
                    new Change.Unknown("the other half is not heard, and none of the reference addresses answers"));
        }
        VoteRequest.Proposal change = new VoteRequest.Proposal(expectedVersion, value.clone());
        Change answer = talk(new ChangeTalk(book, key, change), Change.Unknown::new);
        if (answer instanceof Change.Applied) {
            hint(key);
        }
        return CompletableFuture.completedFuture(answer);
    }

    /** The other half does not answer: goes on with a record of its own, if it may. */
    private Reading claimed(String key, Reading unavailable) {
        Optional<Versioned> known = known(key);
        if (unusable.isPresent() || known.isEmpty() || holds(key) || overruled(key)) {
            return unavailable;
        }
        Optional<byte[]> own = freedom.flatMap(rule -> rule.claim(key, known.get()));
        if (own.isEmpty()) {
            return unavailable;
        }
        try {
            force(key, own.get());
        } catch (IOException failed) {
            return new Reading.Unavailable(String.valueOf(failed.getMessage()));
        }
        log.atWarn().addKeyValue("event", "alone").addKeyValue("key", key).log("this half goes on alone");
        return new Reading.Found(known(key).orElseThrow());
    }

    /**
     * Asks the other half once for what it has, and takes that in: how two halves that both went on learn of each other.
     *
     * @return whether it has answered
     */
    public boolean meet(String key) {
        if (unusable.isPresent()) {
            return false;
        }
        Vote before = book.vote(key);
        try {
            VoteReply reply =
                    VoteReply.read(line.ask(book.question(key, Optional.empty()).write()));
            distinct(reply.disk());
            try {
                book.meet(key, reply.disk(), reply.vote());
            } catch (IOException disk) {
                failed(disk);
                return false;
            }
        } catch (IOException lost) {
            log.atDebug().addKeyValue("key", key).setCause(lost).log("the other half is not met");
            return false;
        }
        if (!book.vote(key).equals(before)) {
            hint(key);
        }
        return true;
    }

    /** Whether this half went on alone, as the other one did, and has to hand over what it did before it follows. */
    public boolean overruled(String key) {
        return book.overruled(key);
    }

    /**
     * What this half did alone is with the other one, durably: from here on it is no record of its own any more.
     *
     * @throws IOException if that could not be written
     */
    public void united(String key) throws IOException {
        try {
            book.united(key);
        } catch (IOException disk) {
            throw new IOException(failed(disk), disk);
        }
    }

    private <T> T talk(Talk<T> talk, java.util.function.Function<String, T> unknown) {
        if (unusable.isPresent()) {
            return unknown.apply(unusable.get());
        }
        try {
            Turn<T> turn = talk.begin();
            while (turn.question().isPresent()) {
                turn = exchange(talk, turn.question().get());
            }
            return turn.decision().orElseThrow();
        } catch (IOException failed) {
            return unknown.apply(failed(failed));
        }
    }

    private <T> Turn<T> exchange(Talk<T> talk, VoteRequest question) throws IOException {
        VoteReply reply;
        try {
            reply = VoteReply.read(line.ask(question.write()));
            distinct(reply.disk());
        } catch (IOException lost) {
            log.atDebug().addKeyValue("key", question.key()).setCause(lost).log("the other half is not asked");
            return talk.unheard("the other half does not answer: " + lost.getMessage());
        }
        long before = book.vote(question.key()).version();
        Turn<T> next = talk.heard(reply);
        if (book.vote(question.key()).version() != before) {
            hint(question.key());
        }
        return next;
    }

    private void distinct(UUID theirs) throws IOException {
        if (theirs.equals(book.disk())) {
            throw new IOException("both halves have the same disk, or copies of it");
        }
    }

    /** A write has failed. */
    private String failed(IOException cause) {
        String why = "votes could not be written: " + cause.getMessage();
        boolean first = unusable.isEmpty();
        unusable = Optional.of(why);
        if (first) {
            log.atError().addKeyValue("file", file).setCause(cause).log("votes could not be written");
            diskFailed.accept(why);
        }
        return why;
    }

    /**
     * The answer to a question of the other half. Any thread; waits for the disk.
     *
     * @throws IOException if there is none
     */
    public byte[] answer(byte[] question) throws IOException {
        if (unusable.isPresent()) {
            throw new IOException(unusable.get());
        }
        VoteRequest request = VoteRequest.read(question);
        distinct(request.disk());
        long before = book.vote(request.key()).version();
        VoteReply reply;
        try {
            reply = book.answer(request);
        } catch (IOException disk) {
            throw new IOException(failed(disk), disk);
        }
        if (reply.vote().version() != before) {
            hint(request.key());
        }
        return reply.write();
    }

    /** Whether the vote for this record is here. From memory. */
    public boolean holds(String key) {
        return book.vote(key).holds();
    }

    /** The newest version that this half had the vote for or gave it away with; the other half may have newer ones. */
    public Optional<Versioned> known(String key) {
        return book.vote(key).record();
    }

    /** Why the last read could not be answered; empty if it was. From memory. */
    public String trouble() {
        return trouble;
    }

    /**
     * Takes the vote without asking, and changes the record, since an administrator says that the other half is off, and that
     * what it alone knows is given up. When the halves meet again, this record is the newer one.
     *
     * @throws IOException if it could not be written
     */
    public void force(String key, byte[] value) throws IOException {
        Registry.check(key, 0, value);
        if (unusable.isPresent()) {
            throw new IOException(unusable.get());
        }
        try {
            book.force(key, value);
        } catch (IOException disk) {
            throw new IOException(failed(disk), disk);
        }
        hint(key);
    }

    private void hint(String key) {
        for (Watcher watcher : watchers) {
            if (watcher.key.equals(key)) {
                try {
                    watcher.hint.run();
                } catch (RuntimeException bug) {
                    log.atError().addKeyValue("key", key).setCause(bug).log("watcher failed");
                }
            }
        }
    }

    @Override
    public Watch watch(String key, Runnable hint) {
        Registry.check(key);
        Watcher watcher = new Watcher(key, hint);
        watchers.add(watcher);
        return () -> watchers.remove(watcher);
    }

    /** Questions of the other half are not answered any more either. */
    @Override
    public void close() {
        unusable = Optional.of("closed");
        watchers.clear();
    }
}
