package org.mmsys.pop3;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.mmsys.core.journal.Body;
import org.mmsys.core.journal.Guid;
import org.mmsys.core.journal.Journal.CommitListener;
import org.mmsys.core.store.BodySource;
import org.mmsys.core.store.BodyWriter;
import org.mmsys.core.store.Flags;
import org.mmsys.core.store.FolderInfo;
import org.mmsys.core.store.FolderName;
import org.mmsys.core.store.MailStore.DeliveryListener;
import org.mmsys.core.store.Maildrop;
import org.mmsys.core.store.MessageRef;
import org.mmsys.pop3.FakeMailStore.FakeAccount;
import org.mmsys.pop3.FakeMailStore.FakeMessage;
import org.mmsys.wire.address.AccountName;

/** An open maildrop in memory. */
final class FakeMaildrop implements Maildrop {
    private final FakeMailStore store;
    private final AccountName account;
    private final FakeAccount mail;
    private FolderName folder = FolderName.INBOX;
    private List<MessageRef> messages;
    private boolean closed;

    FakeMaildrop(FakeMailStore store, AccountName account, FakeAccount mail) {
        this.store = store;
        this.account = account;
        this.mail = mail;
        this.messages = refs(folder);
    }

    private List<MessageRef> refs(FolderName of) {
        return mail.folders.getOrDefault(of, List.of()).stream()
                .map(message -> message.ref)
                .toList();
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
        return store.fast;
    }

    private FakeMessage find(Guid guid) throws IOException {
        return mail.folders.getOrDefault(folder, List.of()).stream()
                .filter(message -> message.ref.guid().equals(guid))
                .findFirst()
                .orElseThrow(() -> new FileNotFoundException(guid.text()));
    }

    @Override
    public BodySource read(MessageRef message) throws IOException {
        FakeMessage found = find(message.guid());
        store.openSources++;
        return new FakeBodySource(found.octets, 1000, found.damaged, () -> store.openSources--);
    }

    @Override
    public void update(Update changes, CommitListener listener) {
        if (closed) {
            throw new IllegalStateException("maildrop is closed");
        }
        if (store.refusal != null) {
            listener.refused(store.refusal);
            return;
        }
        List<FakeMessage> here = mail.folders.getOrDefault(folder, new ArrayList<>());
        for (FakeMessage message : here) {
            changes.flagged().stream()
                    .filter(flagged -> flagged.message().guid().equals(message.ref.guid()))
                    .forEach(flagged -> message.ref = new MessageRef(
                            message.ref.guid(),
                            message.ref.size(),
                            message.ref.flags().with(flagged.set(), flagged.clear())));
        }
        for (Moved moved : changes.moved()) {
            here.stream()
                    .filter(message -> message.ref.guid().equals(moved.message().guid()))
                    .findFirst()
                    .ifPresent(message -> {
                        here.remove(message);
                        mail.folders.getOrDefault(moved.to(), new ArrayList<>()).add(message);
                    });
        }
        changes.deleted()
                .forEach(gone -> here.removeIf(message -> message.ref.guid().equals(gone.guid())));
        store.commits++;
        listener.committed(store.commits);
    }

    @Override
    public List<FolderInfo> folders() {
        return mail.folders.keySet().stream()
                .sorted(Comparator.comparing(FolderName::encoded))
                .map(name -> new FolderInfo(
                        name,
                        refs(name).size(),
                        (int) refs(name).stream()
                                .filter(ref -> !ref.flags().has('S'))
                                .count(),
                        refs(name).stream().mapToLong(MessageRef::size).sum()))
                .toList();
    }

    @Override
    public boolean openFolder(FolderName wanted) {
        if (!mail.folders.containsKey(wanted)) {
            return false;
        }
        folder = wanted;
        messages = refs(wanted);
        return true;
    }

    @Override
    public FolderChange makeFolder(FolderName wanted) {
        return mail.folders.containsKey(wanted)
                ? new FolderChange.Forbidden(FolderChange.Why.EXISTS)
                : allowed(() -> mail.folders.put(wanted, new ArrayList<>()));
    }

    @Override
    public FolderChange renameFolder(FolderName from, FolderName to) {
        if (!mail.folders.containsKey(from)) {
            return new FolderChange.Forbidden(FolderChange.Why.MISSING);
        }
        return mail.folders.containsKey(to)
                ? new FolderChange.Forbidden(FolderChange.Why.EXISTS)
                : allowed(() -> mail.folders.put(
                        to, Optional.ofNullable(mail.folders.remove(from)).orElseThrow()));
    }

    @Override
    public FolderChange dropFolder(FolderName wanted) {
        if (!mail.folders.containsKey(wanted)) {
            return new FolderChange.Forbidden(FolderChange.Why.MISSING);
        }
        return refs(wanted).isEmpty()
                ? allowed(() -> mail.folders.remove(wanted))
                : new FolderChange.Forbidden(FolderChange.Why.NOT_EMPTY);
    }

    private FolderChange allowed(Runnable change) {
        return new FolderChange.Allowed(listener -> {
            if (store.refusal != null) {
                listener.refused(store.refusal);
            } else {
                change.run();
                store.commits++;
                listener.committed(store.commits);
            }
        });
    }

    @Override
    public BodyWriter newBody() {
        return store.newBody();
    }

    @Override
    public void append(Body body, Flags flags, DeliveryListener listener) {
        if (store.refusal != null) {
            listener.refused(store.refusal);
            return;
        }
        byte[] octets = ((Body.Inline) body).octets();
        FakeMessage stored = new FakeMessage(new MessageRef(store.newGuid(), octets.length, flags), octets);
        mail.folders.getOrDefault(folder, new ArrayList<>()).add(stored);
        listener.committed(stored.ref.guid(), false);
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            store.unlock(account);
        }
    }

    @Override
    public Optional<FolderName> existing(FolderName wanted) {
        return mail.folders.containsKey(wanted) ? Optional.of(wanted) : Optional.empty();
    }
}
