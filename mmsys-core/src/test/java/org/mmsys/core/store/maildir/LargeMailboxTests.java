package org.mmsys.core.store.maildir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mmsys.core.store.maildir.StoreFixture.ANN;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mmsys.core.journal.Guid;
import org.mmsys.core.store.Maildrop;

/** A mailbox of 50,000 messages: first without an index, then from it. */
final class LargeMailboxTests {
    private static final int MESSAGES = 50_000;
    private static final int LINKS_MAX = 30_000;

    @TempDir
    Path data;

    @Test
    void listsAllInOrderWithAndWithoutAnIndex() throws Exception {
        StoreFixture house = StoreFixture.open(data);
        house.deliver("0123456\r\n", ANN);
        Path fresh = house.maildir(ANN).resolve("new");
        Path twin = house.onlyFile(ANN);
        for (int i = 1; i < MESSAGES; i++) {
            MaildirName name = MaildirName.of(StoreFixture.NOW, Guid.of(1, 1, 0, 99, i, 0), "n", 9);
            Path file = fresh.resolve(name.fileName());
            if (i % LINKS_MAX == 0) {
                twin = Files.writeString(file, "0123456\r\n");
            } else {
                Files.createLink(file, twin);
            }
        }
        house.close();
        Files.deleteIfExists(data.resolve("index/here.test/ann/INBOX.idx"));
        house = StoreFixture.open(data);
        assertListed(house);
        house = house.restart();
        assertListed(house);
        assertThat(house.journal.entries).isEmpty();
        house.close();
    }

    private static void assertListed(StoreFixture house) throws Exception {
        try (Maildrop maildrop = house.maildrop(ANN)) {
            assertThat(maildrop.messages()).hasSize(MESSAGES);
            Guid last = maildrop.messages().get(0).guid();
            for (int i = 1; i < MESSAGES; i++) {
                Guid next = maildrop.messages().get(i).guid();
                assertThat(next.compareTo(last)).isPositive();
                last = next;
            }
        }
    }
}
