package org.mmsys.client.core;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.mmsys.client.core.model.Mark;
import org.mmsys.client.core.model.MessageRow;
import org.mmsys.client.core.store.Index;

/**
 * The last move, deletion or mark, on the disk: what one command has done, the next can take back. A window has its own memory of many
 * steps and only writes here. Owned by the desk's thread.
 */
final class LastChange {
    private static final String FACT = "last-change";
    private static final int KEYS_MAX = 5_000;

    private final Index index;

    LastChange(Index index) {
        this.index = index;
    }

    /**
     * A change.
     *
     * @param before where the messages were, or are, if only a mark changed
     * @param to the folder they were moved to; empty for a mark
     * @param mark what was marked; empty for a move
     */
    record Change(String what, List<MessageRow.Key> before, String to, Optional<Mark> mark, boolean on) {
        Change {
            before = List.copyOf(before);
        }
    }

    /** Remembers it in the place of the one before; a very large one is not remembered. */
    void keep(Change change) throws IOException {
        if (change.before().size() > KEYS_MAX) {
            forget();
            return;
        }
        StringBuilder text = new StringBuilder(change.what())
                .append('\n')
                .append(change.to())
                .append('\t')
                .append(change.mark().map(Mark::name).orElse(""))
                .append('\t')
                .append(change.on());
        for (MessageRow.Key key : change.before()) {
            text.append('\n').append(key.account()).append('\t').append(key.folder());
            text.append('\t').append(key.id());
        }
        String fact = text.toString();
        index.edit(edit -> {
            edit.fact(FACT, fact);
        });
    }

    /** It was taken back, or cannot be. */
    void forget() throws IOException {
        if (index.fact(FACT).isPresent()) {
            index.edit(edit -> {
                edit.forgetFact(FACT);
            });
        }
    }

    /** The last one; empty if there is none, or it cannot be read. */
    Optional<Change> read() {
        return index.fact(FACT).flatMap(LastChange::parsed);
    }

    private static Optional<Change> parsed(String fact) {
        String[] lines = fact.split("\n", -1);
        String[] how = lines.length < 3 ? new String[0] : lines[1].split("\t", -1);
        if (how.length != 3) {
            return Optional.empty();
        }
        List<MessageRow.Key> before = new ArrayList<>();
        for (int i = 2; i < lines.length; i++) {
            String[] key = lines[i].split("\t", 3);
            if (key.length == 3) {
                before.add(new MessageRow.Key(key[0], key[1], key[2]));
            }
        }
        try {
            Optional<Mark> mark = how[1].isEmpty() ? Optional.empty() : Optional.of(Mark.valueOf(how[1]));
            return before.isEmpty()
                    ? Optional.empty()
                    : Optional.of(new Change(lines[0], before, how[0], mark, Boolean.parseBoolean(how[2])));
        } catch (IllegalArgumentException otherVersion) {
            return Optional.empty();
        }
    }
}
