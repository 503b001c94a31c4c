package org.mmsys.core.store.maildir;

import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.mmsys.core.journal.Body;
import org.mmsys.core.journal.Guid;
import org.mmsys.core.journal.Journal;
import org.mmsys.core.journal.Journal.CommitListener;
import org.mmsys.core.journal.Journal.Refusal;
import org.mmsys.core.journal.JournalEntry;
import org.mmsys.core.journal.Operation;
import org.mmsys.core.store.BodySource;
import org.mmsys.core.store.BodyWriter;
import org.mmsys.core.store.Flags;
import org.mmsys.core.store.FolderInfo;
import org.mmsys.core.store.FolderName;
import org.mmsys.core.store.MailStore;
import org.mmsys.core.store.Maildrop;
import org.mmsys.core.store.MessageRef;
import org.mmsys.wire.address.AccountName;

/** A maildrop on the Maildir tree. The lock is given back when it is closed and all it appended is decided. */
final class OpenMaildrop implements Maildrop {
    private static final int FOLDERS_MAX = 1000;
    private final MaildirMailStore store;
    private final Journal journal;
    private final InstantSource clock;
    private final AccountName account;
    private FolderName folder;
    private MessageList messages;
    private int undecided;
    private boolean closed;

    OpenMaildrop(MaildirMailStore store, InstantSource clock, AccountName account, MessageList messages) {
        this.store = store;
        this.journal = store.journal();
        this.clock = clock;
        this.account = account;
        this.folder = FolderName.INBOX;
        this.messages = messages;
    }

    @Override
    public FolderName folder() {
        return folder;
    }

    @Override
    public List<MessageRef> messages() {
        return messages;
    }

    @Override
    public boolean readsFast(MessageRef message) {
        return Reading.small(message.size());
    }

    @Override
    public BodySource read(MessageRef message) throws IOException {
        return store.reading().open(account, folder.encoded(), message.guid());
    }

    @Override
    public void update(Update changes, CommitListener listener) {
        if (changes.isEmpty()) {
            throw new IllegalArgumentException("an update that changes nothing");
        }
        String here = folder.encoded();
        List<Operation> operations = new ArrayList<>();
        Map<List<String>, List<Guid>> flagged = new LinkedHashMap<>();
        for (Flagged change : changes.flagged()) {
            flagged.computeIfAbsent(List.of(change.set(), change.clear()), any -> new ArrayList<>())
                    .add(change.message().guid());
        }
        flagged.forEach(
                (flags, guids) -> operations.add(new Operation.Flag(account, here, guids, flags.get(0), flags.get(1))));
        Map<String, List<Guid>> moved = new LinkedHashMap<>();
        for (Moved change : changes.moved()) {
            moved.computeIfAbsent(change.to().encoded(), any -> new ArrayList<>())
                    .add(change.message().guid());
        }
        moved.forEach((to, guids) -> operations.add(new Operation.Move(account, here, to, guids)));
        if (!changes.deleted().isEmpty()) {
            List<Guid> guids = changes.deleted().stream().map(MessageRef::guid).toList();
            operations.add(new Operation.Expunge(account, here, guids));
        }
        append(new JournalEntry(operations), listener);
    }

    @Override
    public List<FolderInfo> folders() throws IOException {
        List<FolderInfo> found = new ArrayList<>();
        for (String encoded : store.tree().folders(account)) {
            Optional<FolderName> name = FolderName.ofEncoded(encoded);
            if (name.isPresent()) {
                MessageList all = store.list(account, encoded, !encoded.equals(folder.encoded()));
                found.add(new FolderInfo(name.get(), all.size(), all.unseen(), all.octets()));
            }
        }
        return found;
    }

    @Override
    public boolean openFolder(FolderName wanted) throws IOException {
        if (existing(wanted).isEmpty()) {
            return false;
        }
        messages = store.list(account, wanted.encoded(), true);
        folder = wanted;
        return true;
    }

    @Override
    public Optional<FolderName> existing(FolderName wanted) {
        boolean there = wanted.isInbox() || store.tree().exists(store.tree().folder(account, wanted.encoded()));
        return there ? Optional.of(wanted) : Optional.empty();
    }

    @Override
    public FolderChange makeFolder(FolderName wanted) throws IOException {
        if (existing(wanted).isPresent()) {
            return new FolderChange.Forbidden(FolderChange.Why.EXISTS);
        }
        if (store.tree().folders(account).size() >= FOLDERS_MAX) {
            return new FolderChange.Forbidden(FolderChange.Why.CANNOT);
        }
        return allowed(new Operation.MakeFolder(account, wanted.encoded()));
    }

    @Override
    public FolderChange renameFolder(FolderName from, FolderName to) throws IOException {
        if (from.isInbox() || to.isInbox() || inside(to.encoded(), from.encoded())) {
            return new FolderChange.Forbidden(FolderChange.Why.CANNOT);
        }
        if (existing(from).isEmpty()) {
            return new FolderChange.Forbidden(FolderChange.Why.MISSING);
        }
        if (existing(to).isPresent()) {
            return new FolderChange.Forbidden(FolderChange.Why.EXISTS);
        }
        for (String below : store.tree().folders(account)) {
            if (inside(below, from.encoded())) {
                String renamed = to.encoded() + below.substring(from.encoded().length());
                Optional<FolderName> target = FolderName.ofEncoded(renamed);
                if (target.isEmpty()) {
                    return new FolderChange.Forbidden(FolderChange.Why.CANNOT);
                }
                if (existing(target.get()).isPresent()) {
                    return new FolderChange.Forbidden(FolderChange.Why.EXISTS);
                }
            }
        }
        return allowed(new Operation.RenameFolder(account, from.encoded(), to.encoded()));
    }

    private static boolean inside(String encoded, String parent) {
        return encoded.startsWith(parent + ".");
    }

    @Override
    public FolderChange dropFolder(FolderName wanted) throws IOException {
        if (wanted.isInbox()) {
            return new FolderChange.Forbidden(FolderChange.Why.CANNOT);
        }
        if (existing(wanted).isEmpty()) {
            return new FolderChange.Forbidden(FolderChange.Why.MISSING);
        }
        if (!store.list(account, wanted.encoded(), true).isEmpty()) {
            return new FolderChange.Forbidden(FolderChange.Why.NOT_EMPTY);
        }
        return allowed(new Operation.DropFolder(account, wanted.encoded()));
    }

    private FolderChange allowed(Operation change) {
        return new FolderChange.Allowed(listener -> append(JournalEntry.of(change), listener));
    }

    @Override
    public BodyWriter newBody() {
        return store.newBody();
    }

    @Override
    public void append(Body body, Flags flags, MailStore.DeliveryListener listener) {
        Guid guid = journal.guids().next().at(0);
        Operation.Copy copy = new Operation.Copy(guid, account, folder.encoded(), flags.letters());
        Operation.Deliver delivery =
                new Operation.Deliver(clock.instant(), store.node(), body, List.of(copy), Optional.empty());
        append(JournalEntry.of(delivery), new CommitListener() {
            @Override
            public void committed(long sequence) {
                listener.committed(guid, false);
            }

            @Override
            public void refused(Refusal why) {
                listener.refused(why);
            }
        });
    }

    private void append(JournalEntry entry, CommitListener listener) {
        synchronized (this) {
            undecided++;
        }
        journal.append(entry, new CommitListener() {
            @Override
            public void committed(long sequence) {
                decided();
                listener.committed(sequence);
            }

            @Override
            public void refused(Refusal why) {
                decided();
                listener.refused(why);
            }
        });
    }

    private void decided() {
        boolean over;
        synchronized (this) {
            undecided--;
            over = closed && undecided == 0;
        }
        if (over) {
            store.unlock(account);
        }
    }

    @Override
    public void close() {
        boolean over;
        synchronized (this) {
            over = !closed && undecided == 0;
            closed = true;
        }
        if (over) {
            store.unlock(account);
        }
    }
}
