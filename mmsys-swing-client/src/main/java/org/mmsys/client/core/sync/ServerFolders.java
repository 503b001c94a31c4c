package org.mmsys.client.core.sync;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.mmsys.client.core.Events.Notice;
import org.mmsys.client.core.Events.Progress.Stage;
import org.mmsys.client.core.Problem;
import org.mmsys.client.core.Running;
import org.mmsys.client.core.model.Account;
import org.mmsys.client.core.model.Folder;
import org.mmsys.client.core.model.Mark;
import org.mmsys.client.core.model.MessageRow;
import org.mmsys.client.core.net.Pop3Refusal;
import org.mmsys.client.core.net.Pop3Session;
import org.mmsys.client.core.net.Trouble;
import org.mmsys.client.core.store.FolderState;
import org.mmsys.client.core.store.Pending;

/**
 * Brings this disk up to date with a server that keeps folders: first the changes made here go there, then what it lists is true.
 *
 * <p>Owned by one session.
 */
final class ServerFolders {
    /** Flags are asked for one by one: of more messages than this only the new ones'. */
    private static final int FLAGS_MAX = 2_000;

    /** An inbox up to this size is listed at each check, whatever its counts say. */
    private static final int LISTED_ALWAYS = 20_000;

    private final Ledger ledger;
    private final Link link;
    private final Account account;
    private final Pop3Session session;
    private final Running running;
    private int fetched;

    ServerFolders(Ledger ledger, Link link, Account account, Pop3Session session, Running running) {
        this.ledger = ledger;
        this.link = link;
        this.account = account;
        this.session = session;
        this.running = running;
    }

    int fetched() {
        return fetched;
    }

    /** Only the changes made here; what the server did not want of them. */
    List<Problem> push() throws Trouble, IOException {
        adopt();
        return new Replay(ledger, link, account.id(), session, running).all();
    }

    /** Everything; and this folder even if the server's counts look as before. */
    void bringUpToDate(Optional<String> also) throws Trouble, IOException {
        push();
        running.progress(Stage.LISTING, 0, 0);
        try {
            List<Pop3Session.Remote> remote = session.folders();
            settleFolders(remote);
            for (Pop3Session.Remote folder : order(remote)) {
                String stamp = folder.messages() + " " + folder.unread() + " " + folder.octets();
                Folder.Id id = new Folder.Id(account.id(), folder.name());
                String before =
                        ledger.index().folder(id).map(FolderState::stamp).orElse("");
                // one message gone and another of its size come: the counts would be the same
                boolean sureOfInbox = folder.name().equals(Folder.INBOX) && folder.messages() <= LISTED_ALWAYS;
                if (!stamp.equals(before)
                        || sureOfInbox
                        || also.filter(folder.name()::equals).isPresent()) {
                    bringUpToDate(id, folder, stamp);
                }
            }
        } catch (Pop3Refusal refusal) {
            throw refusal.fatal();
        } finally {
            ledger.tellFolders(account.id());
        }
    }

    private static List<Pop3Session.Remote> order(List<Pop3Session.Remote> remote) {
        List<Pop3Session.Remote> order = new ArrayList<>(remote);
        order.sort((a, b) ->
                Boolean.compare(b.name().equals(Folder.INBOX), a.name().equals(Folder.INBOX)));
        return order;
    }

    /** The first time a server is seen to keep folders, what was kept here goes there. */
    private void adopt() throws IOException {
        if (ledger.foldersOnServer(account.id())) {
            return;
        }
        List<FolderState> states = ledger.index().folders(account.id());
        List<Pending> uploads = new ArrayList<>();
        for (FolderState state : states) {
            for (MessageRow row : ledger.index().rows(state.id())) {
                if (row.key().id().startsWith(Ledger.LOCAL)) {
                    uploads.add(Pending.of(
                            Pending.Kind.APPEND, row.key().id(), state.id().path(), ""));
                }
            }
        }
        ledger.index().edit(change -> {
            change.fact("xfolders/" + account.id(), "yes");
            for (FolderState state : states) {
                String path = state.id().path();
                if (!path.equals(Folder.DRAFTS) && !path.equals(Folder.OUTBOX)) {
                    change.put(state.at(state.id(), Folder.Place.SERVER));
                }
            }
            uploads.forEach(upload -> change.add(account.id(), upload));
        });
        link.foldersOnServer(true);
    }

    private void settleFolders(List<Pop3Session.Remote> remote) throws IOException {
        Set<String> there = new HashSet<>();
        remote.forEach(folder -> there.add(folder.name()));
        List<FolderState> known = ledger.index().folders(account.id());
        Set<String> here = new HashSet<>();
        known.forEach(state -> here.add(state.id().path()));
        Set<String> awaited = new HashSet<>(List.of(Folder.SENT, Folder.TRASH, Folder.INBOX));
        ledger.index().pending(account.id()).forEach(change -> {
            awaited.add(change.folder());
            awaited.add(change.target());
        });
        List<MessageRow.Key> gone = new ArrayList<>();
        ledger.index().edit(change -> {
            for (String name : there) {
                if (!here.contains(name)) {
                    change.put(FolderState.empty(new Folder.Id(account.id(), name), Folder.Place.SERVER));
                }
            }
            for (FolderState state : known) {
                String path = state.id().path();
                boolean dropped =
                        state.place() == Folder.Place.SERVER && !there.contains(path) && !awaited.contains(path);
                if (dropped) {
                    ledger.index().rows(state.id()).forEach(row -> gone.add(row.key()));
                    change.removeFolder(state.id());
                }
            }
        });
        for (MessageRow.Key key : gone) {
            ledger.store().delete(key);
        }
    }

    private void bringUpToDate(Folder.Id id, Pop3Session.Remote remote, String stamp)
            throws Trouble, Pop3Refusal, IOException {
        session.say("XFOPEN " + id.path());
        Map<Integer, String> ids = session.ids();
        Map<Integer, Long> sizes = session.sizes();
        Map<String, MessageRow> rows = new HashMap<>();
        ledger.index().rows(id).forEach(row -> rows.put(row.key().id(), row));
        removeGone(id, rows, new HashSet<>(ids.values()));
        fetchNew(id, ids, sizes, rows);
        refreshFlags(id, ids, remote, rows);
        ledger.index().folder(id).ifPresent(state -> stamp(state, stamp));
    }

    private void stamp(FolderState state, String stamp) {
        try {
            ledger.index().edit(change -> {
                change.put(state.stamped(stamp));
            });
        } catch (IOException again) {
            link.notice(Notice.Kind.TROUBLE, String.valueOf(again.getMessage()), Optional.empty());
        }
    }

    /** What the server does not list any more has been removed or moved by another client; Trash there has it. */
    private void removeGone(Folder.Id id, Map<String, MessageRow> rows, Set<String> there) throws IOException {
        Set<String> underWay = underWay();
        List<MessageRow.Key> gone = rows.values().stream()
                .map(MessageRow::key)
                .filter(key -> !there.contains(key.id()) && !Ledger.here(key.id()))
                .filter(key -> !underWay.contains(key.id()))
                .toList();
        if (gone.isEmpty()) {
            return;
        }
        ledger.index().edit(change -> {
            gone.forEach(change::remove);
        });
        for (MessageRow.Key key : gone) {
            if (ledger.locate(account.id(), key.id()).isEmpty()) {
                ledger.store().delete(key);
            }
        }
        ledger.tell(id, List.of(), List.of(), gone, 0);
    }

    /** Moved or deleted here since the journal was told: the server's list is older than that. */
    private Set<String> underWay() {
        Set<String> ids = new HashSet<>();
        ledger.index().pending(account.id()).forEach(change -> ids.add(change.id()));
        return ids;
    }

    private void fetchNew(
            Folder.Id id, Map<Integer, String> ids, Map<Integer, Long> sizes, Map<String, MessageRow> rows)
            throws Trouble, Pop3Refusal, IOException {
        Set<String> underWay = underWay();
        List<Integer> wanted = ids.keySet().stream()
                .filter(number -> !rows.containsKey(ids.get(number)))
                .filter(number -> !underWay.contains(ids.get(number)))
                .toList();
        Fetching fetching = new Fetching(ledger, id, id.path().equals(Folder.INBOX), (change, row) -> {});
        try {
            int done = 0;
            for (int number : wanted) {
                running.progress(Stage.RECEIVING, done++, wanted.size());
                fetchOne(
                        fetching,
                        new MessageRow.Key(account.id(), id.path(), ids.getOrDefault(number, "")),
                        number,
                        sizes);
            }
        } finally {
            fetching.flush();
            fetched += fetching.fetched();
        }
    }

    private void fetchOne(Fetching fetching, MessageRow.Key key, int number, Map<Integer, Long> sizes)
            throws Trouble, IOException {
        long size = sizes.getOrDefault(number, 0L);
        try {
            int marks = marksOf(session.flags(number));
            Optional<MessageRow> elsewhere = ledger.locate(account.id(), key.id());
            boolean headerOnly = account.headersFirstAbove() > 0 && size > account.headersFirstAbove();
            if (elsewhere.isPresent() && ledger.file(elsewhere.get().key()).isPresent()) {
                movedThere(elsewhere.get(), key);
                return;
            }
            // TOP marks nothing as read, RETR would
            int lines = headerOnly ? 0 : Replay.wholeMessage();
            fetching.fetch(key, size, marks, headerOnly, sink -> session.top(number, lines, sink));
        } catch (Pop3Refusal refusal) {
            // gone meanwhile, or one that needs more than we can: the others can be had
            link.notice(Notice.Kind.TROUBLE, "One message could not be fetched.", Optional.of(refusal.problem()));
        }
    }

    /** Another client moved it: it need not be fetched again. */
    private void movedThere(MessageRow before, MessageRow.Key key) throws IOException {
        Optional<MessageRow> placed = ledger.index().change(change -> change.move(before.key(), key));
        ledger.store().moved(before.key(), key);
        ledger.tell(before.key().folderId(), List.of(), List.of(), List.of(before.key()), 0);
        ledger.tell(key.folderId(), placed.map(List::of).orElse(List.of()), List.of(), List.of(), 0);
    }

    /** Read, answered and starred by another client: looked at when the counts differ. */
    private void refreshFlags(
            Folder.Id id, Map<Integer, String> ids, Pop3Session.Remote remote, Map<String, MessageRow> before)
            throws Trouble, Pop3Refusal, IOException {
        int unread = ledger.index().folder(id).map(FolderState::unread).orElse(0);
        if (unread == remote.unread() || ids.size() > FLAGS_MAX) {
            return;
        }
        List<MessageRow> changed = new ArrayList<>();
        for (Map.Entry<Integer, String> one : ids.entrySet()) {
            MessageRow row = before.get(one.getValue());
            if (row != null) {
                int kept = row.marks() & ~SERVER_MARKS;
                int marks = kept | marksOf(session.flags(one.getKey()));
                if (marks != row.marks()) {
                    changed.add(row.withMarks(marks));
                }
            }
        }
        ledger.index().edit(change -> {
            changed.forEach(change::put);
        });
        ledger.tell(id, List.of(), changed, List.of(), 0);
    }

    private static final int SERVER_MARKS =
            Mark.bits(Set.of(Mark.SEEN, Mark.ANSWERED, Mark.STARRED, Mark.DRAFT, Mark.FORWARDED));

    private static int marksOf(String flags) {
        int bits = 0;
        for (Mark mark : Mark.values()) {
            if (mark.letter() != 0 && flags.indexOf(mark.letter()) >= 0) {
                bits |= mark.bit();
            }
        }
        return bits;
    }
}
