package org.mmsys.core.journal;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.mmsys.wire.address.AccountName;
import org.mmsys.wire.address.EmailAddress;

/** Entries for tests. */
final class Entries {
    static final AccountName ANN = new AccountName("ann", "here.test");

    private Entries() {}

    /** Mail: makes the store grow. */
    static JournalEntry mail(String text) {
        return JournalEntry.of(deliver(text));
    }

    static Operation deliver(String text) {
        byte[] octets = text.getBytes(US_ASCII);
        return deliver(new Body.Inline(octets, Sha256.over(octets), 0));
    }

    static Operation deliver(Body body) {
        return new Operation.Deliver(
                Instant.EPOCH, "s1/primary", body, List.of(new Operation.Copy(guid(1), ANN, "", "")), Optional.empty());
    }

    /** Mail for elsewhere. */
    static Operation.Enqueue enqueue(Body body) {
        return new Operation.Enqueue(
                Instant.EPOCH,
                guid(7),
                body,
                Optional.of(new EmailAddress("ann", "here.test")),
                true,
                true,
                false,
                new Operation.DsnWish("HDRS", "QQ+2B"),
                new Operation.Provenance("192.0.2.1", "sid"),
                List.of(new Operation.QueuedRecipient(
                        new EmailAddress("b\u00f6b", "there.test"), "SUCCESS,FAILURE", "rfc822;bob@x.test")),
                Optional.empty());
    }

    /** A deletion: taken even when space is short. */
    static JournalEntry drop(String folder) {
        return JournalEntry.of(new Operation.DropFolder(ANN, folder));
    }

    /** Two operations that belong together. */
    static JournalEntry twins(String text) {
        return JournalEntry.of(new Operation.MakeFolder(ANN, text), new Operation.MakeFolder(ANN, text + "'"));
    }

    static Guid guid(int index) {
        return Guid.of(1, 2, 0, 3, 4, index);
    }

    /** What makes an entry of {@link #mail}, {@link #drop} or {@link #twins} recognisable. */
    static String text(JournalEntry entry) {
        StringBuilder text = new StringBuilder();
        for (Operation operation : entry.operations()) {
            if (operation instanceof Operation.Deliver deliver) {
                Body body = deliver.body();
                text.append(
                        body instanceof Body.Inline inline
                                ? new String(inline.octets(), US_ASCII)
                                : ((Body.Spooled) body).fileName());
            } else if (operation instanceof Operation.Enqueue queued) {
                text.append(((Body.Spooled) queued.body()).fileName());
            } else if (operation instanceof Operation.DropFolder drop) {
                text.append(drop.folder());
            } else if (operation instanceof Operation.MakeFolder make) {
                text.append(make.folder());
            } else if (operation instanceof Operation.Epoch) {
                text.append("epoch");
            }
        }
        return text.toString();
    }
}
