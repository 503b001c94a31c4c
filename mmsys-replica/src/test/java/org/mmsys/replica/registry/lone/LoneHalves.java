package org.mmsys.replica.registry.lone;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.mmsys.replica.registry.Change;
import org.mmsys.replica.registry.Reading;

/** Two halves with files of their own and a line between them that can be cut at any point. For one thread, if it is cut. */
final class LoneHalves implements AutoCloseable {
    static final String KEY = "pair/s1";

    private final Path directory;
    private final Predicate<byte[]> belongsToA;
    private Optional<LoneRegistry> a = Optional.empty();
    private Optional<LoneRegistry> b = Optional.empty();
    private final List<String> failures = new ArrayList<>();
    private boolean cut;
    private int questionsLeft = Integer.MAX_VALUE;
    private boolean answersLost;

    LoneHalves(Path directory, Predicate<byte[]> belongsToA) {
        this.directory = directory;
        this.belongsToA = belongsToA;
    }

    Path file(boolean founder) {
        return directory.resolve(founder ? "votes-a" : "votes-b");
    }

    LoneRegistry open(boolean founder) throws IOException {
        LoneRegistry opened = LoneRegistry.open(
                file(founder),
                founder,
                value -> belongsToA.test(value) == founder,
                question -> ask(founder, question),
                failures::add);
        if (founder) {
            a = Optional.of(opened);
        } else {
            b = Optional.of(opened);
        }
        return opened;
    }

    private byte[] ask(boolean founder, byte[] question) throws IOException {
        Optional<LoneRegistry> there = founder ? b : a;
        if (cut || there.isEmpty() || questionsLeft == 0) {
            throw new IOException("nobody there");
        }
        questionsLeft--;
        byte[] answer = there.get().answer(question);
        if (answersLost) {
            throw new IOException("answer lost");
        }
        return answer;
    }

    LoneRegistry a() {
        return a.orElseThrow();
    }

    LoneRegistry b() {
        return b.orElseThrow();
    }

    /** Both, opened anew; what they knew in memory is gone. */
    void openBoth() throws IOException {
        open(true);
        open(false);
    }

    /** The process of a half is not there. */
    void down(boolean founder) throws IOException {
        if (founder) {
            a().close();
            a = Optional.empty();
        } else {
            b().close();
            b = Optional.empty();
        }
    }

    /** Its disk is gone as well. */
    void wipe(boolean founder) throws IOException {
        down(founder);
        Files.delete(file(founder));
    }

    void cut(boolean isCut) {
        cut = isCut;
    }

    /** So many questions arrive, and then no more. */
    void cutAfter(int questions) {
        questionsLeft = questions;
    }

    void loseAnswers(boolean lost) {
        answersLost = lost;
    }

    void heal() {
        cut = false;
        answersLost = false;
        questionsLeft = Integer.MAX_VALUE;
    }

    List<String> failures() {
        return failures;
    }

    static Reading read(LoneRegistry registry) {
        return registry.read(KEY).join();
    }

    static Change cas(LoneRegistry registry, long version, String value) {
        return registry.cas(KEY, version, value.getBytes(java.nio.charset.StandardCharsets.US_ASCII))
                .join();
    }

    @Override
    public void close() {
        a.ifPresent(LoneRegistry::close);
        b.ifPresent(LoneRegistry::close);
    }
}
