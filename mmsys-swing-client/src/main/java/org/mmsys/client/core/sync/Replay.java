package org.mmsys.client.core.sync;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.mmsys.client.core.Events.Notice;
import org.mmsys.client.core.Problem;
import org.mmsys.client.core.Running;
import org.mmsys.client.core.mime.Headers;
import org.mmsys.client.core.model.Folder;
import org.mmsys.client.core.model.MessageRow;
import org.mmsys.client.core.net.Pop3Refusal;
import org.mmsys.client.core.net.Pop3Session;
import org.mmsys.client.core.net.Trouble;
import org.mmsys.client.core.store.Pending;
import org.mmsys.client.core.store.Pending.Kind;

/**
 * Tells a server with folders what was changed here: the journal, in order, by unique id. Whatever is interrupted is told again; what
 * is done already is recognised.
 *
 * <p>Owned by one session.
 */
final class Replay {
    private static final int WHOLE = 1_000_000_000;

    private final Ledger ledger;
    private final Link link;
    private final String account;
    private final Pop3Session session;
    private final Running running;
    private final List<Problem> refused = new ArrayList<>();

    Replay(Ledger ledger, Link link, String account, Pop3Session session, Running running) {
        this.ledger = ledger;
        this.link = link;
        this.account = account;
        this.session = session;
        this.running = running;
    }

    /** What the server did not want, in the order of the changes. */
    List<Problem> all() throws Trouble, IOException {
        List<Pending> changes = ledger.index().pending(account);
        for (int i = 0; i < changes.size(); ) {
            running.check();
            Pending first = changes.get(i);
            if (marks(first.kind())) {
                int end = i;
                while (end < changes.size()
                        && marks(changes.get(end).kind())
                        && changes.get(end).folder().equals(first.folder())) {
                    end++;
                }
                mark(first.folder(), changes.subList(i, end));
                i = end;
            } else {
                single(first);
                i++;
                changes = first.kind() == Kind.APPEND ? ledger.index().pending(account) : changes;
                i = first.kind() == Kind.APPEND ? 0 : i;
            }
        }
        return List.copyOf(refused);
    }

    private static boolean marks(Kind kind) {
        return kind == Kind.MOVE || kind == Kind.DELETE || kind == Kind.FLAG;
    }

    /** Changes of messages of one folder: marked, then made true at once. */
    private void mark(String folder, List<Pending> changes) throws Trouble, IOException {
        boolean any = false;
        try {
            session.say("XFOPEN " + folder);
            Map<Integer, String> ids = session.ids();
            for (Pending change : changes) {
                OptionalInt number = Pop3Session.numberOf(ids, change.id());
                // not there: told before, its answer lost, or another client was faster
                any |= number.isPresent() && one(number.getAsInt(), change);
            }
            if (any) {
                session.commit();
            }
        } catch (Pop3Refusal refusal) {
            later(refusal);
            if (!refusal.code("X-MISSING")) {
                complain(refusal, "");
            }
        }
        ledger.index().edit(change -> {
            changes.forEach(done -> change.done(account, done));
        });
    }

    private boolean one(int number, Pending change) throws Trouble {
        try {
            switch (change.kind()) {
                case DELETE -> session.delete(number);
                case FLAG -> session.say("XFLAG " + number + " " + change.target());
                default -> move(number, change.target());
            }
            return true;
        } catch (Pop3Refusal refusal) {
            later(refusal);
            complain(refusal, change.folder());
            return false;
        }
    }

    private void move(int number, String target) throws Trouble, Pop3Refusal {
        try {
            session.say("XMOVE " + number + " " + target);
        } catch (Pop3Refusal missing) {
            if (!missing.code("X-MISSING")) {
                throw missing;
            }
            session.say("XFMAKE " + target);
            session.say("XMOVE " + number + " " + target);
        }
    }

    /** What a server cannot do now stays in the journal. */
    private static void later(Pop3Refusal refusal) throws Trouble {
        if (refusal.code("SYS")) {
            throw refusal.fatal();
        }
    }

    /** The server did not want it: what is true is what it lists. */
    private void complain(Pop3Refusal refusal, String folder) {
        refused.add(refusal.problem());
        link.notice(Notice.Kind.TROUBLE, refusal.problem().happened(), Optional.of(refusal.problem()));
        if (!folder.isEmpty()) {
            ledger.index().folder(new Folder.Id(account, folder)).ifPresent(state -> {
                try {
                    ledger.index().edit(change -> {
                        change.put(state.stamped(""));
                    });
                } catch (IOException later) {
                    link.notice(Notice.Kind.TROUBLE, String.valueOf(later.getMessage()), Optional.empty());
                }
            });
        }
    }

    private void single(Pending change) throws Trouble, IOException {
        try {
            switch (change.kind()) {
                case MAKE -> session.say("XFMAKE " + change.folder());
                case RENAME -> session.say("XFRENAME " + change.folder() + "\t" + change.target());
                case DROP -> session.say("XFDROP " + change.folder());
                default -> append(change);
            }
        } catch (Pop3Refusal refusal) {
            later(refusal);
            boolean done = change.kind() == Kind.MAKE && refusal.code("X-EXISTS")
                    || change.kind() != Kind.MAKE && refusal.code("X-MISSING");
            if (!done) {
                complain(refusal, change.folder());
                undo(change);
            }
        }
        finish(change);
    }

    private void undo(Pending change) throws IOException {
        Folder.Id folder = new Folder.Id(account, change.folder());
        boolean empty =
                ledger.index().folder(folder).filter(s -> s.total() == 0).isPresent();
        if (change.kind() == Kind.MAKE && empty) {
            ledger.index().edit(change2 -> {
                change2.removeFolder(folder);
            });
        }
    }

    private void finish(Pending change) throws IOException {
        ledger.index().edit(to -> {
            to.done(account, change);
        });
    }

    /** A message that is on this disk only goes to the server, and gets the server's id. */
    private void append(Pending change) throws Trouble, Pop3Refusal, IOException {
        Optional<MessageRow> row = ledger.locate(account, change.id());
        Optional<Path> file = row.flatMap(found -> ledger.file(found.key()));
        if (row.isEmpty() || file.isEmpty()) {
            return;
        }
        open(change.folder());
        Optional<String> guid = change.attempts() > 0 ? lookFor(file.get()) : Optional.empty();
        if (guid.isEmpty()) {
            ledger.index().edit(to -> {
                to.replace(account, change.triedAgain());
            });
            try (InputStream message = Files.newInputStream(file.get())) {
                guid = session.append(message, Files.size(file.get()));
            }
        }
        if (guid.isPresent()) {
            rename(change, row.get(), guid.get());
        }
    }

    private void open(String folder) throws Trouble, Pop3Refusal {
        try {
            session.say("XFOPEN " + folder);
        } catch (Pop3Refusal missing) {
            if (!missing.code("X-MISSING")) {
                throw missing;
            }
            session.say("XFMAKE " + folder);
            session.say("XFOPEN " + folder);
        }
    }

    /** Whether an upload whose answer was lost has arrived: its id, by Message-ID. */
    private Optional<String> lookFor(Path file) throws Trouble, Pop3Refusal, IOException {
        List<String> wanted = Headers.of(file).ids("Message-ID");
        for (Map.Entry<Integer, String> there : session.ids().entrySet()) {
            boolean known = ledger.locate(account, there.getValue()).isPresent();
            if (!known && !wanted.isEmpty()) {
                ByteArrayOutputStream head = new ByteArrayOutputStream();
                session.top(there.getKey(), 0, head::write);
                Headers headers = Headers.of(new ByteArrayInputStream(head.toByteArray()));
                if (headers.ids("Message-ID").equals(wanted)) {
                    return Optional.of(there.getValue());
                }
            }
        }
        return Optional.empty();
    }

    private void rename(Pending change, MessageRow row, String guid) throws IOException {
        MessageRow.Key to = new MessageRow.Key(account, row.key().folder(), guid);
        MessageRow renamed = ledger.index().change(index -> {
            index.remove(row.key());
            MessageRow placed = index.put(row.at(to, row.order()));
            for (Pending later : ledger.index().pending(account)) {
                if (later.id().equals(row.key().id()) && later.number() != change.number()) {
                    index.replace(
                            account,
                            new Pending(
                                    later.number(),
                                    later.kind(),
                                    guid,
                                    later.folder(),
                                    later.target(),
                                    later.attempts()));
                }
            }
            index.done(account, change);
            return placed;
        });
        ledger.store().moved(row.key(), to);
        ledger.tell(to.folderId(), List.of(renamed), List.of(), List.of(row.key()), 0);
    }

    /** Enough lines for TOP to give the whole message. */
    static int wholeMessage() {
        return WHOLE;
    }
}
