package org.mmsys.client.core.sync;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.mmsys.client.core.mime.Headers;
import org.mmsys.client.core.model.Account;
import org.mmsys.client.core.model.Mark;
import org.mmsys.client.core.model.MessageRow;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes the index anew from the messages on the disk, when it was lost. Marks are lost with it: everything counts as read. */
public final class Rebuilding {
    private static final Logger LOG = LoggerFactory.getLogger(Rebuilding.class);
    private static final int BATCH = 500;

    private Rebuilding() {}

    /** Does nothing unless the index is new and there are messages. */
    public static void ifNeeded(Ledger ledger, List<Account> accounts) throws IOException {
        if (!ledger.index().fresh()) {
            return;
        }
        for (Account account : accounts) {
            ledger.ensureFolders(account.id());
            List<MessageRow.Key> keys = ledger.store().all(account.id());
            for (int i = 0; i < keys.size(); i += BATCH) {
                List<MessageRow.Key> some = keys.subList(i, Math.min(keys.size(), i + BATCH));
                ledger.index().edit(change -> {
                    for (MessageRow.Key key : some) {
                        row(ledger, key).ifPresent(change::put);
                        if (!Ledger.here(key.id())) {
                            change.seen(
                                    account.id(),
                                    key.id(),
                                    ledger.clock().instant().toString());
                        }
                    }
                });
            }
            if (!keys.isEmpty()) {
                LOG.atInfo().addKeyValue("messages", keys.size()).log("index made anew");
            }
        }
    }

    private static Optional<MessageRow> row(Ledger ledger, MessageRow.Key key) {
        try {
            Optional<Path> file = ledger.store().find(key);
            if (file.isEmpty()) {
                return Optional.empty();
            }
            int marks = Mark.SEEN.bit();
            return Optional.of(Headers.of(file.get())
                    .row(
                            key,
                            Files.size(file.get()),
                            marks,
                            Files.getLastModifiedTime(file.get()).toInstant()));
        } catch (IOException unreadable) {
            LOG.atWarn().setCause(unreadable).log("a message could not be read");
            return Optional.empty();
        }
    }
}
