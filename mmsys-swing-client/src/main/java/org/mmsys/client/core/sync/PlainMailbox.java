package org.mmsys.client.core.sync;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.mmsys.client.core.Events.Notice;
import org.mmsys.client.core.Events.Progress.Stage;
import org.mmsys.client.core.Running;
import org.mmsys.client.core.mime.Headers;
import org.mmsys.client.core.model.Account;
import org.mmsys.client.core.model.Account.Leave;
import org.mmsys.client.core.model.Folder;
import org.mmsys.client.core.model.Mark;
import org.mmsys.client.core.model.MessageRow;
import org.mmsys.client.core.net.Pop3Refusal;
import org.mmsys.client.core.net.Pop3Session;
import org.mmsys.client.core.net.Trouble;
import org.mmsys.client.core.store.LocalStore.Incoming;
import org.mmsys.client.core.store.Pending;

/**
 * Fetches from a server that has one mailbox and no folders (RFC 1939): new mail comes into the inbox of this disk, and is removed
 * there only when it is durable here and the account says so. Nothing that vanishes there vanishes here.
 *
 * <p>Owned by one session. Without UIDL messages are told apart by a hash of their headers; without TOP by one of all of them.
 */
final class PlainMailbox {
    private static final String GONE = "gone";

    private final Ledger ledger;
    private final Link link;
    private final Account account;
    private final Pop3Session session;
    private final Running running;
    private final Folder.Id inbox;
    /** What was deleted in this session: true only when QUIT has been answered. */
    private final List<String> deleted = new ArrayList<>();

    private final List<Pending> told = new ArrayList<>();
    /** What the server counted, where it has neither UIDL nor TOP: the same next time means that nothing is new. */
    private String counted = "";

    private int missed;
    private int fetched;

    PlainMailbox(Ledger ledger, Link link, Account account, Pop3Session session, Running running) {
        this.ledger = ledger;
        this.link = link;
        this.account = account;
        this.session = session;
        this.running = running;
        this.inbox = new Folder.Id(account.id(), Folder.INBOX);
    }

    int fetched() {
        return fetched;
    }

    void bringUpToDate() throws Trouble, IOException {
        if (ledger.index().fact("xfolders/" + account.id()).isEmpty()) {
            ledger.index().edit(change -> {
                change.fact("xfolders/" + account.id(), "no");
            });
        }
        link.foldersOnServer(false);
        try {
            running.progress(Stage.LISTING, 0, 0);
            Map<Integer, String> ids = ids();
            fetchNew(ids);
            deleteThere(ids);
        } catch (Pop3Refusal refusal) {
            throw refusal.fatal();
        } finally {
            ledger.tellFolders(account.id());
        }
    }

    /** QUIT was answered: the server has done what it was told. */
    void quitAnswered() throws IOException {
        if (deleted.isEmpty() && told.isEmpty() && counted.isEmpty()) {
            return;
        }
        ledger.index().edit(change -> {
            // only now: a session that broke off in the middle has not seen to all of them
            if (!counted.isEmpty() && deleted.isEmpty() && missed == 0) {
                change.fact("stat/" + account.id(), counted);
            }
            deleted.forEach(id -> change.seen(account.id(), id, GONE));
            told.forEach(done -> change.done(account.id(), done));
        });
    }

    private Map<Integer, String> ids() throws Trouble, Pop3Refusal, IOException {
        try {
            return session.ids();
        } catch (Pop3Refusal noUidl) {
            less("This server has no unique ids (UIDL): messages are told apart by their headers.");
        }
        long[] now = session.stat();
        String stat = now[0] + " " + now[1];
        Map<Integer, String> ids = new LinkedHashMap<>();
        boolean top = true;
        boolean same =
                ledger.index().fact("stat/" + account.id()).filter(stat::equals).isPresent();
        for (int number = 1; number <= now[0]; number++) {
            running.progress(Stage.LISTING, number, now[0]);
            if (top) {
                try {
                    ids.put(number, unique(ids, hashOfTop(number)));
                    continue;
                } catch (Pop3Refusal noTop) {
                    top = false;
                    less("This server cannot show headers alone (TOP): each message is fetched to be known.");
                }
            }
            if (same) {
                return Map.of();
            }
            ids.put(number, unique(ids, hashOfAll(number)));
        }
        counted = stat;
        return ids;
    }

    /** Two that look alike are still two. */
    private static String unique(Map<Integer, String> ids, String hash) {
        String id = hash;
        for (int i = 2; ids.containsValue(id); i++) {
            id = hash + "-" + i;
        }
        return id;
    }

    private void less(String text) throws IOException {
        link.less(ledger, text);
    }

    private String hashOfTop(int number) throws Trouble, Pop3Refusal, IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        session.top(number, 0, (octets, offset, length) -> {
            if (head.size() < 256 * 1024) {
                head.write(octets, offset, length);
            }
        });
        return hash(Headers.of(new ByteArrayInputStream(head.toByteArray())));
    }

    private String hashOfAll(int number) throws Trouble, Pop3Refusal, IOException {
        try (Incoming incoming = ledger.store().begin()) {
            session.retrieve(number, incoming::write);
            return hash(Headers.of(incoming.file()));
        }
    }

    private static String hash(Headers headers) {
        StringBuilder all = new StringBuilder();
        for (String name : List.of("Message-ID", "Date", "From", "To", "Subject", "Received")) {
            all.append(headers.text(name)).append('\n');
        }
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256").digest(all.toString().getBytes(StandardCharsets.UTF_8));
            return "h-" + HexFormat.of().formatHex(digest, 0, 16);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private void fetchNew(Map<Integer, String> ids) throws Trouble, Pop3Refusal, IOException {
        Map<String, String> seen = ledger.index().allSeen(account.id());
        Map<Integer, Long> sizes = session.sizes();
        Set<String> mine = new HashSet<>();
        List<Integer> wanted = new ArrayList<>();
        ids.forEach((number, id) -> {
            boolean unknown = !seen.containsKey(id) && mine.add(id);
            if (unknown && ledger.locate(account.id(), id).isEmpty()) {
                wanted.add(number);
            }
        });
        String now = ledger.clock().instant().toString();
        Fetching fetching = new Fetching(
                ledger,
                inbox,
                true,
                (change, row) -> change.seen(account.id(), row.key().id(), now));
        try {
            int done = 0;
            for (int number : wanted) {
                running.progress(Stage.RECEIVING, done++, wanted.size());
                MessageRow.Key key = new MessageRow.Key(account.id(), Folder.INBOX, ids.getOrDefault(number, ""));
                fetchOne(fetching, key, number, sizes.getOrDefault(number, 0L));
            }
        } finally {
            fetching.flush();
            fetched += fetching.fetched();
        }
    }

    private void fetchOne(Fetching fetching, MessageRow.Key key, int number, long size) throws Trouble, IOException {
        boolean headerOnly = account.headersFirstAbove() > 0
                && size > account.headersFirstAbove()
                && account.leave().policy() != Leave.Policy.NEVER;
        try {
            if (headerOnly) {
                try {
                    fetching.fetch(key, size, 0, true, sink -> session.top(number, 0, sink));
                    return;
                } catch (Pop3Refusal noTop) {
                    less("This server cannot show headers alone (TOP): large messages are fetched whole.");
                }
            }
            fetching.fetch(key, size, 0, false, sink -> session.retrieve(number, sink));
        } catch (Pop3Refusal refusal) {
            missed++;
            link.notice(Notice.Kind.TROUBLE, "One message could not be fetched.", Optional.of(refusal.problem()));
        }
    }

    /** DELE of what is durable here and was to go, and of what was deleted here. */
    private void deleteThere(Map<Integer, String> ids) throws Trouble, IOException {
        Map<String, String> seen = ledger.index().allSeen(account.id());
        Map<String, Pending> wanted = new LinkedHashMap<>();
        for (Pending change : ledger.index().pending(account.id())) {
            if (change.kind() == Pending.Kind.DELETE) {
                wanted.put(change.id(), change);
            } else {
                told.add(change); // folders of this disk are nobody else's business
            }
        }
        for (Map.Entry<Integer, String> one : ids.entrySet()) {
            String id = one.getValue();
            if (wanted.containsKey(id) || toGo(seen.getOrDefault(id, GONE), id)) {
                try {
                    session.delete(one.getKey());
                    deleted.add(id);
                } catch (Pop3Refusal keeps) {
                    link.notice(Notice.Kind.TROUBLE, keeps.problem().happened(), Optional.of(keeps.problem()));
                }
            }
        }
        told.addAll(wanted.values());
    }

    private boolean toGo(String seen, String id) {
        if (seen.equals(GONE)) {
            return false;
        }
        Leave leave = account.leave();
        boolean due = switch (leave.policy()) {
            case UNTIL_DELETED -> false;
            case NEVER -> true;
            case DAYS ->
                Duration.between(Instant.parse(seen), ledger.clock().instant()).toDays() >= leave.days();
        };
        return due && complete(id);
    }

    /** Whether the message is here in full: only then may the server's copy go. */
    private boolean complete(String id) {
        Optional<MessageRow> row = ledger.locate(account.id(), id);
        // deleted here: then its copy there is not the last one by mistake
        return row.isEmpty()
                || !row.get().has(Mark.HEADER_ONLY)
                        && ledger.file(row.get().key()).isPresent();
    }
}
