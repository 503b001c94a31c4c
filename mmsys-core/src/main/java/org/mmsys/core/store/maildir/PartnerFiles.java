package org.mmsys.core.store.maildir;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.mmsys.core.journal.Guid;
import org.mmsys.core.journal.Sha256;
import org.mmsys.wire.address.AccountName;

/** The files of the other half of a pair. */
public interface PartnerFiles {
    /**
     * Fetches a message. Any thread but the committer's; waits for the network.
     *
     * @param folder where it is here; it is looked for in all of the account
     * @param into gets the octets as they come; whoever asks compares them with what they should be
     * @throws IOException if the other half cannot be reached
     */
    Answer fetch(AccountName account, String folder, Guid guid, Receiver into) throws IOException;

    /** Takes octets; the buffer is used again. */
    interface Receiver {
        void octets(ByteBuffer some) throws IOException;
    }

    /** What the other half says. */
    enum Kind {
        SENT,
        /** It has no such message. */
        GONE,
        /** It should have it, and its file is damaged or missing as well. */
        DAMAGED,
        /** There is no other half. */
        NO_PARTNER
    }

    /**
     * An answer.
     *
     * @param recorded what the message has to hold, as the other half knows it
     */
    record Answer(Kind kind, Optional<Sha256> recorded) {}

    /** A node alone. */
    PartnerFiles NONE = (account, folder, guid, into) -> new Answer(Kind.NO_PARTNER, Optional.empty());
}
