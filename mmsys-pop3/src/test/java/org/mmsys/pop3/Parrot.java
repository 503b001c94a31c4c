package org.mmsys.pop3;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** Another end that says what it was told to say, whatever it hears: for every way in which a server can go wrong. */
final class Parrot implements MarriedDialogue.Callee {
    private final Deque<String> words;
    boolean hungUp;

    Parrot(String... words) {
        this.words = new ArrayDeque<>(List.of(words));
    }

    @Override
    public String send(String octets) {
        String next = words.poll();
        return next == null ? "" : next;
    }

    @Override
    public void hangUp() {
        hungUp = true;
    }

    @Override
    public MarriedLink link() {
        throw new AssertionError("nobody was let in");
    }
}
