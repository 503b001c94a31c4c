package org.mmsys.pop3;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.mmsys.core.journal.Guid;
import org.mmsys.core.journal.Journal.Refusal;
import org.mmsys.core.journal.Sha256;
import org.mmsys.core.store.BodyWriter;
import org.mmsys.core.store.Flags;
import org.mmsys.core.store.FolderName;
import org.mmsys.core.store.MailStore;
import org.mmsys.core.store.MessageRef;
import org.mmsys.wire.address.AccountName;

/** Mail in memory, with locks and switches for everything that may go wrong. Commits at once. */
final class FakeMailStore implements MailStore {
    private final Map<AccountName, FakeAccount> accounts = new HashMap<>();
    private final Set<AccountName> locked = new HashSet<>();
    private long lastGuid;

    /** Whether maildrops open and messages are read without a worker. */
    boolean fast;

    /** Why commits are refused, if they are. */
    @Nullable
    Refusal refusal;

    /** How many octets a body writer takes before the disk is full. */
    long space = Long.MAX_VALUE;

    boolean unavailable;
    int openSources;
    int openWriters;
    int commits;

    /** The messages of one account. */
    static final class FakeAccount {
        final Map<FolderName, List<FakeMessage>> folders = new HashMap<>();
    }

    /** One message. */
    static final class FakeMessage {
        MessageRef ref;
        final byte[] octets;
        boolean damaged;

        FakeMessage(MessageRef ref, byte[] octets) {
            this.ref = ref;
            this.octets = octets;
        }
    }

    FakeAccount account(String name) {
        return accounts.computeIfAbsent(AccountName.ofLogin(name, "here.test").orElseThrow(), unused -> {
            FakeAccount made = new FakeAccount();
            made.folders.put(FolderName.INBOX, new ArrayList<>());
            return made;
        });
    }

    FakeMessage put(String account, FolderName folder, byte[] octets) {
        FakeMessage message = new FakeMessage(new MessageRef(newGuid(), octets.length, Flags.NONE), octets);
        account(account)
                .folders
                .computeIfAbsent(folder, unused -> new ArrayList<>())
                .add(message);
        return message;
    }

    Guid newGuid() {
        return guid(++lastGuid);
    }

    /** The guid with this number. */
    static Guid guid(long number) {
        return Guid.of(1, 1, 0, 0, number, 0);
    }

    boolean isLocked(String account) {
        return locked.contains(AccountName.ofLogin(account, "here.test").orElseThrow());
    }

    void unlock(AccountName account) {
        locked.remove(account);
    }

    @Override
    public BodyWriter newBody() {
        return new FakeBodyWriter(this);
    }

    @Override
    public boolean shortOfSpace() {
        return false;
    }

    @Override
    public void deliver(Delivery delivery, DeliveryListener listener) {
        throw new UnsupportedOperationException("POP3 delivers nothing");
    }

    @Override
    public Optional<Opening> tryOpen(AccountName account) {
        return fast ? Optional.of(open(account)) : Optional.empty();
    }

    @Override
    public Opening open(AccountName account) {
        if (unavailable) {
            return new Opening.Unavailable("index cannot be read");
        }
        if (!locked.add(account)) {
            return new Opening.InUse();
        }
        return new Opening.Opened(new FakeMaildrop(this, account, account(account.local())));
    }

    @Override
    public void confirm(Sha256 submission) {
        throw new UnsupportedOperationException("POP3 submits nothing");
    }
}
