package org.mmsys.replica.mirror;

import java.io.DataOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.mmsys.core.journal.StateImage;
import org.mmsys.core.store.maildir.AccountListing;
import org.mmsys.core.store.maildir.MessageRow;
import org.mmsys.core.store.maildir.TreeExport;
import org.mmsys.wire.address.AccountName;

/**
 * Tells the whole tree by names and digests: first an image of all other states, then account after account.
 *
 * <p>Each account is told as it was at one moment behind the image; the log from the image on brings all of them to the same.
 */
final class TreeTalk {
    static final int IMAGE = 'S';
    static final int ACCOUNT = 'A';
    static final int PLAIN = 'P';
    static final int END = 'E';
    private static final int ROW_OCTETS = 120;

    private final TreeExport tree;
    private final PlainFiles plain;
    private final Throttle throttle;

    TreeTalk(TreeExport tree, PlainFiles plain, Throttle throttle) {
        this.tree = tree;
        this.plain = plain;
        this.throttle = throttle;
    }

    void tell(StateImage image, DataOutputStream out) throws IOException {
        out.writeByte(IMAGE);
        MirrorWire.image(out, image);
        for (AccountName account : tree.accounts()) {
            Optional<AccountListing> listing = tree.listing(account);
            if (listing.isPresent()) {
                tell(listing.get(), out);
            }
        }
        plain.forEach(file -> {
            out.writeByte(PLAIN);
            out.writeUTF(file.name());
            out.writeLong(file.size());
            out.write(file.digest().toBytes());
            throttle.pass(ROW_OCTETS);
        });
        out.writeByte(END);
        out.writeLong(tree.applied());
        out.flush();
    }

    private void tell(AccountListing listing, DataOutputStream out) throws IOException {
        out.writeByte(ACCOUNT);
        MirrorWire.account(out, listing.account());
        out.writeUTF(listing.state());
        List<String> folders = listing.folders();
        out.writeInt(folders.size());
        for (String folder : folders) {
            out.writeUTF(folder);
            out.writeInt(listing.messages(folder));
            for (MessageRow row : listing.rows(folder)) {
                MirrorWire.row(out, row);
            }
            throttle.pass((long) ROW_OCTETS * listing.messages(folder));
        }
    }
}
