package org.mmsys.replica.union;

import java.io.IOException;
import java.util.Optional;
import org.mmsys.core.journal.Guid;
import org.mmsys.core.journal.JournalEntry;
import org.mmsys.wire.address.AccountName;

/** Where things are at the half that takes in the other's entries, counting what this union has done already. One thread. */
interface Whereabouts {
    boolean exists(AccountName account) throws IOException;

    /** The folder of a message, encoded, empty for the inbox; none if the message is not there. */
    Optional<String> folder(AccountName account, Guid guid) throws IOException;

    boolean hasFolder(AccountName account, String folder) throws IOException;

    /** This entry has been appended, and will be applied. */
    void appended(JournalEntry entry);
}
