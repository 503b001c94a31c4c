package org.mmsys.core.store.maildir;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.mmsys.wire.address.AccountName;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The mailboxes in use, the least recently used forgotten first when there are too many or their indexes grow too large.
 *
 * <p>Any thread. Its lock is taken before a mailbox's monitor, never the other way round: {@link #borrow} is not called
 * with a monitor held.
 */
final class Mailboxes {
    private static final Logger log = LoggerFactory.getLogger(Mailboxes.class);
    private final MaildirTree tree;
    private final TreeSync sync;
    private final Digests digests;
    private final int mailboxesMax;
    private final long messagesMax;
    private final LinkedHashMap<Key, Mailbox> known = new LinkedHashMap<>(64, 0.75f, true);
    private long messages;

    private record Key(AccountName account, String folder) {}

    Mailboxes(MaildirTree tree, TreeSync sync, Digests digests, int mailboxesMax, long messagesMax) {
        this.tree = tree;
        this.sync = sync;
        this.digests = digests;
        this.mailboxesMax = mailboxesMax;
        this.messagesMax = messagesMax;
    }

    /** The mailbox, kept in memory until it is given back. */
    synchronized Mailbox borrow(AccountName account, String folder) {
        Key key = new Key(account, folder);
        Mailbox mailbox = known.get(key);
        if (mailbox == null) {
            mailbox = new Mailbox(
                    account,
                    tree.folder(account, folder),
                    new IndexFile(tree, sync, tree.index(account, folder)),
                    digests);
            known.put(key, mailbox);
        }
        mailbox.pins++;
        return mailbox;
    }

    /** Gives a borrowed mailbox back; may write the index of another that is forgotten now. */
    synchronized void giveBack(Mailbox mailbox) {
        mailbox.pins--;
        if (mailbox.dropped) {
            return;
        }
        int rows = mailbox.rows();
        messages += rows - mailbox.counted;
        mailbox.counted = rows;
        if (known.size() > mailboxesMax || messages > messagesMax) {
            forgetOldest();
        }
    }

    private void forgetOldest() {
        Iterator<Mailbox> oldestFirst = known.values().iterator();
        while (oldestFirst.hasNext() && (known.size() > mailboxesMax || messages > messagesMax)) {
            Mailbox mailbox = oldestFirst.next();
            if (mailbox.pins == 0 && flushed(mailbox)) {
                messages -= mailbox.counted;
                oldestFirst.remove();
            }
        }
    }

    private static boolean flushed(Mailbox mailbox) {
        synchronized (mailbox) {
            try {
                mailbox.flush();
                return true;
            } catch (IOException e) {
                log.atWarn()
                        .addKeyValue("account", mailbox.account())
                        .setCause(e)
                        .log("index not written; it stays in memory");
                return false;
            }
        }
    }

    /** Writes all that is not in index files yet. */
    void flush() throws IOException {
        for (Mailbox mailbox : snapshot(any -> true)) {
            synchronized (mailbox) {
                mailbox.flush();
            }
        }
    }

    /** Forgets mailboxes of an account without writing them, and throws their index files away. */
    void drop(AccountName account, Predicate<String> folders) throws IOException {
        List<Mailbox> dropped = snapshot(key -> key.account().equals(account) && folders.test(key.folder()));
        for (Mailbox mailbox : dropped) {
            synchronized (mailbox) {
                mailbox.discardFile();
            }
        }
        forget(dropped);
        digests.remove(account, folders);
    }

    /** Forgets a mailbox whose directory gets another name; its index file is true still, and goes along. */
    void detach(AccountName account, String folder) throws IOException {
        List<Mailbox> detached = snapshot(new Key(account, folder)::equals);
        for (Mailbox mailbox : detached) {
            synchronized (mailbox) {
                mailbox.flush();
            }
        }
        forget(detached);
        digests.remove(account, folder::equals);
    }

    private synchronized void forget(List<Mailbox> dropped) {
        for (Mailbox mailbox : dropped) {
            messages -= mailbox.counted;
            mailbox.dropped = true;
            known.remove(new Key(mailbox.account(), mailbox.files().encoded()));
        }
    }

    /** Forgets all without writing them: the tree is another one now. */
    void forgetAll() {
        forget(snapshot(any -> true));
    }

    private synchronized List<Mailbox> snapshot(Predicate<Key> wanted) {
        List<Mailbox> found = new ArrayList<>();
        for (Map.Entry<Key, Mailbox> entry : known.entrySet()) {
            if (wanted.test(entry.getKey())) {
                found.add(entry.getValue());
            }
        }
        return found;
    }
}
