package org.mmsys.replica.mirror;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.mmsys.core.journal.Guid;
import org.mmsys.core.journal.Operation;
import org.mmsys.core.journal.Sha256;
import org.mmsys.core.store.Flags;
import org.mmsys.core.store.maildir.AccountListing;
import org.mmsys.core.store.maildir.FileCheck;
import org.mmsys.core.store.maildir.MessageRow;
import org.mmsys.core.store.maildir.MirrorMarks;
import org.mmsys.core.store.maildir.TreeExport;
import org.mmsys.wire.address.AccountName;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What has to be done so that an account is at the half that follows what it is at the one that serves.
 *
 * <p>Corrections go through the log: they change nothing where they are true already. Sessions are kept out of the account
 * meanwhile, so that nothing is overtaken.
 */
final class Corrections {
    private static final Logger log = LoggerFactory.getLogger(Corrections.class);
    private final AccountName account;
    private final CompareCall partner;
    private final MirrorMarks marks;
    private final FileCheck check;
    private final List<Operation> operations = new ArrayList<>();
    private int count;

    private record Ours(String folder, MessageRow row) {}

    Corrections(AccountName account, CompareCall partner, MirrorMarks marks, TreeExport tree) {
        this.account = account;
        this.partner = partner;
        this.marks = marks;
        this.check = new FileCheck(tree);
    }

    /** What is to be appended to the log. */
    List<Operation> operations() {
        return List.copyOf(operations);
    }

    /** How many differences there were. */
    int count() {
        return count;
    }

    void compare(AccountListing ours, CompareCall.Account theirs) throws IOException {
        folders(ours.folders(), theirs.folders());
        Map<Guid, Ours> messages = new HashMap<>();
        for (String folder : ours.folders()) {
            for (MessageRow row : ours.rows(folder)) {
                messages.put(row.guid(), new Ours(folder, row));
            }
        }
        for (CompareCall.Listed listed : theirs.messages().values()) {
            Ours mine = messages.remove(listed.row().guid());
            if (mine == null) {
                onlyTheirs(listed);
            } else {
                both(mine, listed);
            }
        }
        for (Ours mine : messages.values()) {
            onlyOurs(mine);
        }
    }

    private void folders(List<String> ours, List<String> theirs) {
        for (String folder : ours) {
            if (!theirs.contains(folder)) {
                tell("folder not at the other half", folder, "");
                operations.add(new Operation.MakeFolder(account, folder));
            }
        }
        for (String folder : theirs) {
            if (!ours.contains(folder) && !folder.isEmpty()) {
                tell("folder only at the other half", folder, "");
                operations.add(new Operation.DropFolder(account, folder)); // if it is empty
            }
        }
    }

    private void tell(String what, String folder, Object guid) {
        count++;
        log.atError()
                .addKeyValue("account", account)
                .addKeyValue("folder", folder)
                .addKeyValue("guid", guid)
                .log("the halves differ: " + what);
    }

    private void onlyTheirs(CompareCall.Listed listed) throws IOException {
        tell(
                "message only at the other half, set aside there",
                listed.folder(),
                listed.row().guid());
        partner.setAside(account, listed.folder(), listed.row().guid());
    }

    private void onlyOurs(Ours mine) {
        MessageRow row = mine.row;
        tell("message not at the other half", mine.folder, row.guid());
        row.sha256().ifPresent(digest -> operations.add(adopted(mine.folder, row, digest)));
    }

    /** Taken in where it is not: there its file is missing then, and comes from here. */
    private Operation adopted(String folder, MessageRow row, Sha256 digest) {
        return new Operation.Adopt(
                Instant.ofEpochSecond(row.time()),
                row.node(),
                row.guid(),
                account,
                folder,
                row.flags(),
                row.size(),
                digest,
                (row.inCur() ? "cur/" : "new/") + row.fileName());
    }

    private void both(Ours mine, CompareCall.Listed listed) throws IOException {
        Guid guid = mine.row.guid();
        if (!mine.folder.equals(listed.folder())) {
            tell("another folder", listed.folder(), guid);
            operations.add(new Operation.Move(account, listed.folder(), mine.folder, List.of(guid)));
        }
        if (!mine.row.flags().equals(listed.row().flags())) {
            tell("other flags", mine.folder, guid);
            operations.add(new Operation.Flag(
                    account, mine.folder, List.of(guid), mine.row.flags(), without(mine.row.flags())));
        }
        Optional<Sha256> theirs = listed.row().sha256();
        if (mine.row.sha256().isPresent()
                && theirs.isPresent()
                && !mine.row.sha256().equals(theirs)) {
            tell("another digest", mine.folder, guid);
            decide(mine, listed, theirs.get());
        }
    }

    /** Who has a file that is what it says believes itself; if both do, the half that serves is right. */
    private void decide(Ours mine, CompareCall.Listed listed, Sha256 theirs) throws IOException {
        Guid guid = mine.row.guid();
        Optional<Sha256> content = check.read(account, mine.folder, mine.row).content();
        if (content.isPresent() && content.equals(mine.row.sha256())) {
            partner.restate(account, listed.folder(), guid, content.get());
        } else {
            marks.restate(account, mine.folder, guid, theirs);
        }
    }

    private static String without(String flags) {
        StringBuilder others = new StringBuilder();
        for (int i = 0; i < Flags.ALL.length(); i++) {
            if (flags.indexOf(Flags.ALL.charAt(i)) < 0) {
                others.append(Flags.ALL.charAt(i));
            }
        }
        return others.toString();
    }
}
