package org.mmsys.core.store.maildir;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.mmsys.core.journal.Guid;
import org.mmsys.core.journal.Sha256;
import org.mmsys.core.store.MessageRef;

final class IndexColumnsTests {
    private final IndexColumns columns = new IndexColumns();
    private final IndexRecords records = new IndexRecords();
    private final Map<Guid, IndexEntry> model = new TreeMap<>();
    private final SplittableRandom random = new SplittableRandom(7);

    @Test
    void doesWhatASortedMapDoes() {
        for (int step = 0; step < 20_000; step++) {
            Guid guid = Guid.of(1, 1, 0, 5, random.nextInt(400), 0);
            if (random.nextInt(3) == 0) {
                columns.remove(guid);
                records.remove(guid);
                model.remove(guid);
            } else {
                IndexEntry entry = entry(guid);
                columns.put(entry);
                records.put(entry);
                model.put(guid, entry);
            }
            assertThat(columns.find(guid)).isEqualTo(Optional.ofNullable(model.get(guid)));
            assertThat(columns.size()).isEqualTo(model.size());
        }
        assertSame(columns);
    }

    @Test
    void isTheSameAfterItsRecordsAreReplayed() {
        doesWhatASortedMapDoes();
        IndexRecords.Loaded loaded = new IndexRecords.Loaded();

        IndexRecords.replay(records.content(), loaded);

        assertSame(loaded.columns);
        assertThat(loaded.complete()).isFalse();
    }

    private void assertSame(IndexColumns actual) {
        List<IndexEntry> all = new ArrayList<>();
        actual.forEach(all::add);
        assertThat(all).isEqualTo(List.copyOf(model.values()));
        List<MessageRef> listed = model.values().stream()
                .filter(entry -> !entry.missing())
                .map(entry -> new MessageRef(
                        entry.guid(), entry.name().size(), entry.name().flags()))
                .toList();
        MessageList list = actual.list();
        assertThat(list).isEqualTo(listed);
        assertThat(list.octets())
                .isEqualTo(listed.stream().mapToLong(MessageRef::size).sum());
        assertThat(list.unseen()).isEqualTo((int)
                listed.stream().filter(m -> !m.flags().has('S')).count());
    }

    private IndexEntry entry(Guid guid) {
        String info = List.of("", ":2,", ":2,S", ":2,FRS", ":2,Sa", ",W=3:2,P").get(random.nextInt(6));
        boolean inCur = !info.isEmpty() || random.nextInt(10) == 0;
        byte[] digest = new byte[Sha256.LENGTH];
        random.nextBytes(digest);
        Optional<Sha256> sha256 =
                random.nextBoolean() ? Optional.of(Sha256.read(ByteBuffer.wrap(digest))) : Optional.empty();
        long time = random.nextLong(1L << 32);
        MaildirName name = new MaildirName(time, guid, "n" + random.nextInt(3), random.nextLong(1L << 40), info);
        return new IndexEntry(name, inCur, random.nextInt(20) == 0, sha256);
    }
}
