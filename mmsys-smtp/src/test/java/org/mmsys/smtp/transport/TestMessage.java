package org.mmsys.smtp.transport;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.mmsys.core.journal.Body;
import org.mmsys.core.journal.Guid;
import org.mmsys.core.journal.Operation.DsnWish;
import org.mmsys.core.journal.Operation.Enqueue;
import org.mmsys.core.journal.Operation.Provenance;
import org.mmsys.core.journal.Operation.QueuedRecipient;
import org.mmsys.core.journal.Sha256;
import org.mmsys.core.queue.Destination;
import org.mmsys.core.queue.QueuedMessage;
import org.mmsys.core.queue.Transport.Errand;
import org.mmsys.core.store.BodySource;
import org.mmsys.wire.address.EmailAddress;

/** A queued message in memory; counts the sources that are open. */
record TestMessage(Enqueue envelope, byte[] octets, AtomicInteger sources) implements QueuedMessage {
    static TestMessage of(String text, String... recipients) {
        byte[] octets = text.getBytes(StandardCharsets.UTF_8);
        Enqueue envelope = new Enqueue(
                Instant.EPOCH,
                Guid.of(1, 1, 0, 1, 7, 0),
                new Body.Inline(octets, Sha256.over(octets), 0),
                EmailAddress.of("ann", "here.test"),
                true,
                false,
                false,
                DsnWish.NONE,
                new Provenance("192.0.2.1", "s17"),
                Stream.of(recipients)
                        .map(to -> new QueuedRecipient(address(to), "", ""))
                        .toList(),
                Optional.empty());
        return new TestMessage(envelope, octets, new AtomicInteger());
    }

    private static EmailAddress address(String text) {
        int at = text.indexOf('@');
        return EmailAddress.of(text.substring(0, at), text.substring(at + 1)).orElseThrow();
    }

    Errand to(Destination destination) {
        return new Errand(
                this, IntStream.range(0, envelope.recipients().size()).boxed().toList(), destination);
    }

    @Override
    public long size() {
        return octets.length;
    }

    @Override
    public BodySource open() {
        sources.incrementAndGet();
        ByteBuffer left = ByteBuffer.wrap(octets);
        return new BodySource() {
            @Override
            public boolean mayBlock() {
                return octets.length > 64 * 1024;
            }

            @Override
            public int read(ByteBuffer into) {
                if (!left.hasRemaining()) {
                    return -1;
                }
                int count = Math.min(left.remaining(), into.remaining());
                for (int i = 0; i < count; i++) {
                    into.put(left.get());
                }
                return count;
            }

            @Override
            public void close() {
                sources.decrementAndGet();
            }
        };
    }
}
