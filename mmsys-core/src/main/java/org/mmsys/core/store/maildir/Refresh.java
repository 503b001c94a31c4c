package org.mmsys.core.store.maildir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.mmsys.core.journal.Guid;
import org.mmsys.core.journal.Journal;
import org.mmsys.core.journal.Journal.CommitListener;
import org.mmsys.core.journal.Journal.Refusal;
import org.mmsys.core.journal.JournalEntry;
import org.mmsys.core.journal.Operation;
import org.mmsys.wire.address.AccountName;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds out what other programs did to a folder and takes it over; costs two stats when they did nothing.
 *
 * <p>New files are adopted, new names and flags taken over, moves between folders followed; a missing file is damage and
 * told. The caller is a worker that holds the account's lock, so that nobody but the committer's deliveries interferes.
 */
final class Refresh {
    private static final Logger log = LoggerFactory.getLogger(Refresh.class);
    private final Journal journal;
    private final MaildirTree tree;
    private final Mailboxes mailboxes;
    private final Shelf shelf;
    private final InstantSource clock;
    private final String node;
    private final Adoption adoption;
    private final Digests digests;

    Refresh(Journal journal, Applier applier, InstantSource clock, String node) {
        this.journal = journal;
        this.tree = applier.tree();
        this.mailboxes = applier.mailboxes();
        this.shelf = applier.shelf();
        this.clock = clock;
        this.node = node;
        this.digests = applier.digests();
        this.adoption = new Adoption(journal, tree, applier.treeSync(), clock, node);
    }

    /** On return the index of the borrowed mailbox is loaded and says what stands in the directories. */
    void run(Mailbox mailbox) throws IOException, InterruptedException {
        Rebuild.load(mailbox);
        synchronized (mailbox) {
            if (mailbox.current()) {
                return;
            }
            mailbox.expectListing();
        }
        Settling settling = new Settling(mailbox.account());
        try {
            look(mailbox, settling);
        } finally {
            settling.end();
        }
    }

    /** From the first change of the index until the log tells of it, the account is not to be compared with the other half's. */
    private final class Settling implements CommitListener {
        private final AccountName account;
        private boolean appended;

        Settling(AccountName account) {
            this.account = account;
            digests.unsettle(account);
        }

        void append(List<Operation> changes) {
            appended = true;
            journal.append(new JournalEntry(changes), this);
        }

        void end() {
            if (!appended) {
                digests.settle(account);
            }
        }

        @Override
        public void committed(long sequence) {
            digests.settle(account);
        }

        @Override
        public void refused(Refusal why) {
            digests.settle(account);
            log.atWarn().addKeyValue("why", why).log("changes by another program not journalled");
        }
    }

    private void look(Mailbox mailbox, Settling settling) throws IOException, InterruptedException {
        Listing listing = Listing.of(mailbox.files());
        List<Operation> changes = new ArrayList<>();
        boolean missing;
        synchronized (mailbox) {
            takeNames(mailbox, listing, changes);
            missing = !Rebuild.withoutFile(mailbox, listing).isEmpty();
        }
        if (missing) {
            listAgain(mailbox, changes);
        }
        List<Listing.Foreign> foreign = new ArrayList<>(listing.foreign());
        for (Listing.Found unknown : unknown(mailbox, listing)) {
            takeUnknown(mailbox, unknown, changes, foreign);
        }
        for (Listing.Found second : listing.doubles()) {
            foreign.add(asForeign(mailbox, second));
        }
        if (!changes.isEmpty()) {
            settling.append(changes);
        }
        if (!foreign.isEmpty() && !adoption.run(mailbox, foreign)) {
            synchronized (mailbox) {
                mailbox.distrust();
            }
        }
    }

    /** A rename while the directory was read can hide a file from one listing, hardly from two. */
    private void listAgain(Mailbox mailbox, List<Operation> changes) throws IOException {
        Listing again = Listing.of(mailbox.files());
        Map<Guid, String> elsewhere = filesElsewhere(mailbox); // without the monitor: there may be many
        synchronized (mailbox) {
            takeNames(mailbox, again, changes);
            for (IndexEntry gone : Rebuild.withoutFile(mailbox, again)) {
                String folder = elsewhere.get(gone.guid());
                if (folder == null) {
                    shelf.lost(mailbox, gone);
                } else {
                    movedAway(mailbox, gone, folder);
                }
            }
        }
    }

    /** Which messages have files in other folders of the account, and in which. */
    private Map<Guid, String> filesElsewhere(Mailbox mailbox) throws IOException {
        Map<Guid, String> elsewhere = new HashMap<>();
        for (String folder : tree.folders(mailbox.account())) {
            if (!folder.equals(mailbox.files().encoded())) {
                MaildirFolder other = tree.folder(mailbox.account(), folder);
                for (Path directory : List.of(other.fresh(), other.cur())) {
                    for (Path file : MaildirTree.list(directory)) {
                        MaildirName.parse(MaildirTree.nameOf(file))
                                .ifPresent(name -> elsewhere.putIfAbsent(name.guid(), folder));
                    }
                }
            }
        }
        return elsewhere;
    }

    /** The file stands under its name in another folder; it is followed when that one is opened. */
    private static void movedAway(Mailbox mailbox, IndexEntry entry, String folder) {
        mailbox.put(entry.withMissing(true));
        log.atInfo()
                .addKeyValue("account", mailbox.account())
                .addKeyValue("guid", entry.guid())
                .addKeyValue("to", folder)
                .log("message was moved by another program");
    }

    private static void takeNames(Mailbox mailbox, Listing listing, List<Operation> changes) {
        for (Listing.Found found : listing.ours().values()) {
            Optional<IndexEntry> known = mailbox.find(found.name().guid());
            if (known.isEmpty() || !stands(mailbox, found, known.get())) {
                continue;
            }
            String before = known.get().name().flags().letters();
            String now = found.name().flags().letters();
            mailbox.put(known.get().at(found.name(), found.inCur()));
            if (!before.equals(now)) {
                changes.add(new Operation.Flag(
                        mailbox.account(),
                        mailbox.files().encoded(),
                        List.of(found.name().guid()),
                        without(now, before),
                        without(before, now)));
            }
        }
    }

    /** Whether what was listed differs from what is known and is still so. */
    private static boolean stands(Mailbox mailbox, Listing.Found found, IndexEntry known) {
        boolean same = known.name().equals(found.name()) && known.inCur() == found.inCur() && !known.missing();
        return !same
                && known.name().size() == found.name().size()
                && Files.exists(mailbox.files().file(found.name(), found.inCur()), LinkOption.NOFOLLOW_LINKS);
    }

    private static String without(String letters, String others) {
        StringBuilder left = new StringBuilder();
        for (int i = 0; i < letters.length(); i++) {
            if (others.indexOf(letters.charAt(i)) < 0) {
                left.append(letters.charAt(i));
            }
        }
        return left.toString();
    }

    private static List<Listing.Found> unknown(Mailbox mailbox, Listing listing) {
        List<Listing.Found> unknown = new ArrayList<>();
        synchronized (mailbox) {
            for (Listing.Found found : listing.ours().values()) {
                if (mailbox.find(found.name().guid()).isEmpty()) {
                    unknown.add(found);
                }
            }
        }
        return unknown;
    }

    /** A file under a name of ours that this folder did not have: moved here, copied here, or brought back. */
    private void takeUnknown(
            Mailbox mailbox, Listing.Found found, List<Operation> changes, List<Listing.Foreign> foreign)
            throws IOException {
        OptionalLong size = Rebuild.size(mailbox.files(), found);
        if (size.isEmpty()) {
            return;
        }
        Guid guid = found.name().guid();
        Optional<Elsewhere> elsewhere = elsewhere(mailbox, guid);
        if (elsewhere.isPresent() && !elsewhere.get().gone()
                || size.getAsLong() != found.name().size()) {
            foreign.add(asForeign(mailbox, found));
            return;
        }
        Path file = mailbox.files().file(found.name(), found.inCur());
        IndexEntry entry = new IndexEntry(found.name(), found.inCur(), false, Optional.of(BodyFiles.digest(file)));
        synchronized (mailbox) {
            if (mailbox.find(guid).isPresent()) {
                return; // delivered while we looked
            }
            mailbox.put(entry);
        }
        changes.add(
                elsewhere.isPresent()
                        ? new Operation.Move(
                                mailbox.account(),
                                elsewhere.get().folder(),
                                mailbox.files().encoded(),
                                List.of(guid))
                        : adopted(mailbox, entry));
    }

    private Operation adopted(Mailbox mailbox, IndexEntry entry) {
        return new Operation.Adopt(
                clock.instant(),
                node,
                entry.guid(),
                mailbox.account(),
                mailbox.files().encoded(),
                entry.name().flags().letters(),
                entry.name().size(),
                entry.sha256().orElseThrow(),
                new ForeignName(false, entry.inCur(), entry.name().fileName()).toString());
    }

    private record Elsewhere(String folder, boolean gone) {}

    /** Another folder of the account that has this message; its entry is taken out when the file is gone there. */
    private Optional<Elsewhere> elsewhere(Mailbox here, Guid guid) throws IOException {
        AccountName account = here.account();
        for (String folder : tree.folders(account)) {
            if (folder.equals(here.files().encoded())) {
                continue;
            }
            Mailbox other = mailboxes.borrow(account, folder);
            try {
                Rebuild.load(other);
                synchronized (other) {
                    Optional<IndexEntry> entry = other.find(guid);
                    if (entry.isPresent()) {
                        boolean gone = entry.get().missing()
                                || !Files.exists(
                                        other.files()
                                                .file(
                                                        entry.get().name(),
                                                        entry.get().inCur()),
                                        LinkOption.NOFOLLOW_LINKS);
                        if (gone) {
                            other.remove(guid);
                        }
                        return Optional.of(new Elsewhere(folder, gone));
                    }
                }
            } finally {
                mailboxes.giveBack(other);
            }
        }
        return Optional.empty();
    }

    private static Listing.Foreign asForeign(Mailbox mailbox, Listing.Found found) {
        Path file = mailbox.files().file(found.name(), found.inCur());
        return new Listing.Foreign(file, found.name().fileName(), found.inCur());
    }
}
