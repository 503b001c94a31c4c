package org.mmsys.client.core.sync;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import org.mmsys.client.core.mime.Headers;
import org.mmsys.client.core.model.Folder;
import org.mmsys.client.core.model.Mark;
import org.mmsys.client.core.model.MessageRow;
import org.mmsys.client.core.net.BodySink;
import org.mmsys.client.core.net.Pop3Refusal;
import org.mmsys.client.core.net.Trouble;
import org.mmsys.client.core.store.Index;
import org.mmsys.client.core.store.LocalStore.Incoming;

/**
 * Messages of one folder on their way here: each file durable first, then their rows in batches. Owned by one session; what was not
 * {@link #flush}ed is fetched again, and replaces its file.
 */
final class Fetching {
    private static final int BATCH = 25;

    private final Ledger ledger;
    private final Folder.Id folder;
    private final BiConsumer<Index.Change, MessageRow> also;
    private final List<MessageRow> batch = new ArrayList<>();
    private final boolean unseenAreNew;
    private int fetched;

    /**
     * @param also what is to be in the index with each row, in the same change
     * @param unseenAreNew whether they count as new mail
     */
    Fetching(Ledger ledger, Folder.Id folder, boolean unseenAreNew, BiConsumer<Index.Change, MessageRow> also) {
        this.ledger = ledger;
        this.folder = folder;
        this.also = also;
        this.unseenAreNew = unseenAreNew;
    }

    /** Lets the server send a message. */
    interface Source {
        void into(BodySink sink) throws Trouble, Pop3Refusal;
    }

    /** Fetches one; durable under its name when it returns, its row with the next flush. */
    MessageRow fetch(MessageRow.Key key, long listedSize, int marks, boolean headerOnly, Source source)
            throws Trouble, Pop3Refusal, IOException {
        Instant now = ledger.clock().instant();
        try (Incoming incoming = ledger.store().begin()) {
            source.into(incoming::write);
            Headers headers = Headers.of(incoming.file());
            long size = headerOnly ? listedSize : incoming.size();
            int all = marks | (headerOnly ? Mark.HEADER_ONLY.bit() : 0);
            MessageRow row = headers.row(key, size, all, now);
            incoming.keep(key);
            batch.add(row);
            if (batch.size() >= BATCH) {
                flush();
            }
            return row;
        }
    }

    /** Puts the rows into the index and tells everybody. */
    void flush() throws IOException {
        if (batch.isEmpty()) {
            return;
        }
        List<MessageRow> added = ledger.index().change(change -> {
            List<MessageRow> placed = new ArrayList<>();
            for (MessageRow row : batch) {
                placed.add(change.put(row));
                also.accept(change, row);
            }
            return placed;
        });
        batch.clear();
        int unseen = (int) added.stream().filter(MessageRow::unread).count();
        fetched += unseenAreNew ? unseen : 0;
        ledger.tell(folder, added, List.of(), List.of(), unseenAreNew ? unseen : 0);
    }

    /** New and unseen. */
    int fetched() {
        return fetched;
    }
}
