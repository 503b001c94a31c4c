package org.mmsys.pop3;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.mmsys.core.store.Flags;
import org.mmsys.core.store.MessageColumns;
import org.mmsys.core.store.MessageRef;

/** However many commits, what is left is what a plain list would hold. */
final class RemainingMessagesTests {
    @Test
    void staysEqualToAPlainList() {
        Random random = new Random(7);
        List<MessageRef> plain = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            plain.add(new MessageRef(FakeMailStore.guid(i), random.nextInt(1000), Flags.NONE));
        }
        List<MessageRef> lean = List.copyOf(plain);
        for (int round = 0; round < 12; round++) {
            Map<Integer, Flags> flags = new HashMap<>();
            List<MessageRef> next = new ArrayList<>();
            boolean[] stays = new boolean[plain.size()];
            for (int place = 0; place < plain.size(); place++) {
                MessageRef message = plain.get(place);
                stays[place] = round == 3 || random.nextInt(8) > 0;
                if (round != 3 && random.nextInt(10) == 0) {
                    flags.put(place, Flags.of(random.nextBoolean() ? "S" : "FR"));
                }
                if (stays[place]) {
                    next.add(
                            new MessageRef(message.guid(), message.size(), flags.getOrDefault(place, message.flags())));
                }
            }
            lean = RemainingMessages.of(lean, place -> stays[place], flags);
            plain = next;

            assertThat(lean).isEqualTo(plain);
            assertThat(MessageColumns.of(lean).octets())
                    .isEqualTo(plain.stream().mapToLong(MessageRef::size).sum());
            assertThat(MessageColumns.of(lean).count()).isEqualTo(plain.size());
        }
    }
}
