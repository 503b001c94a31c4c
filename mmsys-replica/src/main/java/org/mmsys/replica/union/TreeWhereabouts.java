package org.mmsys.replica.union;

import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.mmsys.core.journal.Guid;
import org.mmsys.core.journal.JournalEntry;
import org.mmsys.core.journal.Operation;
import org.mmsys.core.store.maildir.AccountListing;
import org.mmsys.core.store.maildir.MessageRow;
import org.mmsys.core.store.maildir.TreeExport;
import org.mmsys.wire.address.AccountName;

/** By the store of this half; clients may change it meanwhile, which an account that was looked at before does not show. */
final class TreeWhereabouts implements Whereabouts {
    private static final int ACCOUNTS_MAX = 200;

    private final TreeExport tree;
    private final Map<AccountName, Optional<Account>> accounts = new HashMap<>();

    TreeWhereabouts(TreeExport tree) {
        this.tree = tree;
    }

    private static final class Account {
        private final Map<Guid, String> messages = new HashMap<>();
        private final Set<String> folders = new HashSet<>();
    }

    /** Everything that was appended has been applied: what is remembered may be forgotten, and read again. */
    void settled() {
        if (accounts.size() > ACCOUNTS_MAX) {
            accounts.clear();
        }
    }

    /** Looks at everything anew. */
    void forget() {
        accounts.clear();
    }

    private Optional<Account> account(AccountName name) throws IOException {
        Optional<Account> known = accounts.get(name);
        if (known == null) {
            known = tree.listing(name).map(TreeWhereabouts::account);
            accounts.put(name, known);
        }
        return known;
    }

    private static Account account(AccountListing listing) {
        Account account = new Account();
        for (String folder : listing.folders()) {
            account.folders.add(folder);
            for (MessageRow row : listing.rows(folder)) {
                account.messages.put(row.guid(), folder);
            }
        }
        return account;
    }

    @Override
    public boolean exists(AccountName account) throws IOException {
        return account(account).isPresent();
    }

    @Override
    public Optional<String> folder(AccountName account, Guid guid) throws IOException {
        return account(account).map(it -> it.messages.get(guid));
    }

    @Override
    public boolean hasFolder(AccountName account, String folder) throws IOException {
        return folder.isEmpty()
                || account(account).filter(it -> it.folders.contains(folder)).isPresent();
    }

    @Override
    public void appended(JournalEntry entry) {
        entry.operations().forEach(this::note);
    }

    private void note(Operation operation) {
        if (operation instanceof Operation.Deliver op) {
            op.copies()
                    .forEach(copy ->
                            at(copy.account()).ifPresent(account -> account.messages.put(copy.guid(), copy.folder())));
        } else if (operation instanceof Operation.Expunge op) {
            at(op.account()).ifPresent(account -> op.guids().forEach(account.messages::remove));
        } else if (operation instanceof Operation.Move op) {
            at(op.account()).ifPresent(account -> op.guids().forEach(guid -> account.messages.put(guid, op.to())));
        } else if (operation instanceof Operation.MakeFolder op) {
            at(op.account()).ifPresent(account -> account.folders.add(op.folder()));
        } else if (operation instanceof Operation.DropFolder op) {
            at(op.account()).ifPresent(account -> account.folders.remove(op.folder()));
        } else if (operation instanceof Operation.RenameFolder op) {
            at(op.account()).ifPresent(account -> rename(account, op));
        } else if (operation instanceof Operation.CreateAccount op) {
            accounts.put(op.account(), Optional.of(new Account()));
        }
    }

    private Optional<Account> at(AccountName name) {
        return accounts.getOrDefault(name, Optional.empty());
    }

    private static void rename(Account account, Operation.RenameFolder op) {
        account.messages.replaceAll((guid, folder) -> renamed(folder, op));
        Set<String> folders = new HashSet<>();
        account.folders.forEach(folder -> folders.add(renamed(folder, op)));
        account.folders.clear();
        account.folders.addAll(folders);
    }

    private static String renamed(String folder, Operation.RenameFolder op) {
        return folder.equals(op.from()) || folder.startsWith(op.from() + ".")
                ? op.to() + folder.substring(op.from().length())
                : folder;
    }
}
