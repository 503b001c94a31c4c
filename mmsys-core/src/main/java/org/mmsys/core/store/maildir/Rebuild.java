package org.mmsys.core.store.maildir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.mmsys.core.journal.Guid;

/** Makes an index whole again from the tree: what stands there under names of ours is believed. Any thread, no monitor held. */
final class Rebuild {
    private Rebuild() {}

    /** Loads a mailbox and lists it if its index file was lost, damaged or never there. */
    static void load(Mailbox mailbox) throws IOException {
        mailbox.load();
        synchronized (mailbox) {
            if (mailbox.complete()) {
                return;
            }
            mailbox.expectListing();
        }
        Listing listing = Listing.of(mailbox.files());
        synchronized (mailbox) {
            if (mailbox.complete()) {
                return;
            }
        }
        merge(mailbox, listing, false);
        if (!listing.foreign().isEmpty() || !listing.doubles().isEmpty()) {
            synchronized (mailbox) {
                mailbox.distrust(); // they are still to be taken in
            }
        }
    }

    /**
     * Takes over a listing.
     *
     * @param keepMissing whether messages without a file stay known as missing, or are forgotten
     */
    static void merge(Mailbox mailbox, Listing listing, boolean keepMissing) throws IOException {
        Set<Guid> regular = regular(mailbox, listing);
        synchronized (mailbox) {
            for (Listing.Found found : listing.ours().values()) {
                Optional<IndexEntry> known = mailbox.find(found.name().guid());
                if (known.isEmpty()) {
                    if (regular.contains(found.name().guid())) {
                        mailbox.put(new IndexEntry(found.name(), found.inCur(), false, Optional.empty()));
                    }
                } else if (!known.get().name().equals(found.name())
                        || known.get().inCur() != found.inCur()
                        || known.get().missing()) {
                    mailbox.put(known.get().at(found.name(), found.inCur()));
                }
            }
            for (IndexEntry entry : withoutFile(mailbox, listing)) {
                if (keepMissing) {
                    mailbox.put(entry.withMissing(true));
                } else {
                    mailbox.remove(entry.guid());
                }
            }
            mailbox.completed();
            mailbox.sumUpIfUnknown();
        }
    }

    /** Messages that were neither listed nor came since. The monitor is held. */
    static List<IndexEntry> withoutFile(Mailbox mailbox, Listing listing) {
        List<IndexEntry> gone = new ArrayList<>();
        mailbox.index().forEach(entry -> {
            if (!entry.missing()
                    && !listing.ours().containsKey(entry.guid())
                    && !Files.exists(mailbox.files().file(entry.name(), entry.inCur()), LinkOption.NOFOLLOW_LINKS)) {
                gone.add(entry);
            }
        });
        return gone;
    }

    /** Which of the files not known yet are files at all. A wrong size is found, told and set aside when they are read. */
    private static Set<Guid> regular(Mailbox mailbox, Listing listing) throws IOException {
        List<Listing.Found> unknown = new ArrayList<>();
        synchronized (mailbox) {
            for (Listing.Found found : listing.ours().values()) {
                if (mailbox.find(found.name().guid()).isEmpty()) {
                    unknown.add(found);
                }
            }
        }
        Set<Guid> regular = new HashSet<>(unknown.size() * 2);
        for (Listing.Found found : unknown) {
            if (size(mailbox.files(), found).isPresent()) {
                regular.add(found.name().guid());
            }
        }
        return regular;
    }

    /** The size of a regular file; empty when it is something else, or gone. */
    static OptionalLong size(MaildirFolder files, Listing.Found found) throws IOException {
        try {
            BasicFileAttributes attributes = Files.readAttributes(
                    files.file(found.name(), found.inCur()), BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            return attributes.isRegularFile() ? OptionalLong.of(attributes.size()) : OptionalLong.empty();
        } catch (NoSuchFileException gone) {
            return OptionalLong.empty();
        }
    }
}
