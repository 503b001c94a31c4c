package org.mmsys.replica.relay;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.mmsys.core.protocol.Attempt;
import org.mmsys.core.protocol.BodySink;
import org.mmsys.core.protocol.Connector;
import org.mmsys.core.protocol.Dial;
import org.mmsys.core.protocol.Link;
import org.mmsys.core.protocol.Performer;
import org.mmsys.core.store.BodySource;
import org.mmsys.wire.session.Output.CollectBody;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Calls the serving half for one client of a backup, for {@link #PATIENCE} in all. Thread-safe; nothing here waits. */
final class RelayPerformer implements Performer<RelayQuestion, RelayAnswer> {
    private static final Logger log = LoggerFactory.getLogger(RelayPerformer.class);

    /** rules 30: connections are held this long while nobody serves. */
    static final Duration PATIENCE = Duration.ofSeconds(5);

    private static final Duration CONNECT_MAX = Duration.ofMillis(500);
    private static final int LINE_MAX = 512;

    private final Connector connector;
    private final Supplier<Optional<InetSocketAddress>> serving;
    private final Supplier<byte[]> header;
    private final LongSupplier nanoTime;
    private final String sessionId;
    private final String purpose;

    private long begunAt;
    private boolean begun;
    private boolean over;
    private @Nullable Link link;

    /**
     * @param serving where the half that serves now takes such connections
     * @param nanoTime the monotonic clock
     */
    RelayPerformer(
            Connector connector,
            Supplier<Optional<InetSocketAddress>> serving,
            Supplier<byte[]> header,
            LongSupplier nanoTime,
            String sessionId,
            String purpose) {
        this.connector = connector;
        this.serving = serving;
        this.header = header;
        this.nanoTime = nanoTime;
        this.sessionId = sessionId;
        this.purpose = purpose;
    }

    @Override
    public Attempt<RelayAnswer> tryNow(RelayQuestion question, Consumer<RelayAnswer> later) {
        Optional<InetSocketAddress> address = serving.get();
        if (address.isEmpty()) {
            return Attempt.now(noConnection("nobody is known to serve"));
        }
        RelayedCall call = new RelayedCall(header.get(), made -> later.accept(ended(made)));
        Dial dial = new Dial(
                address.get(),
                purpose,
                connectTime(),
                LINE_MAX,
                new Dial.Security.Opportunistic(Optional.empty()),
                true);
        connector.connect(
                dial,
                call.dialogue(),
                why -> log.atDebug()
                        .addKeyValue("sid", sessionId)
                        .addKeyValue("why", why)
                        .log("no connection to the serving half"));
        return Attempt.pending();
    }

    @Override
    public Link link() {
        synchronized (this) {
            Link made = link;
            if (made == null) {
                throw new IllegalStateException("nobody has answered");
            }
            return made;
        }
    }

    @Override
    public void closed() {
        Link made;
        synchronized (this) {
            over = true;
            made = link;
        }
        if (made != null) {
            made.close();
        }
    }

    private RelayAnswer ended(Optional<Link> made) {
        if (made.isEmpty()) {
            return noConnection("no connection");
        }
        boolean late;
        synchronized (this) {
            late = over;
            link = made.get();
        }
        if (late) {
            made.get().close();
        }
        return RelayAnswer.CONNECTED;
    }

    private RelayAnswer noConnection(String why) {
        if (left().compareTo(RelayMachine.PAUSE_MAX) > 0) {
            return RelayAnswer.NOT_YET;
        }
        log.atInfo().addKeyValue("sid", sessionId).addKeyValue("why", why).log("client turned away: nobody serves");
        return RelayAnswer.TOO_LATE;
    }

    private Duration connectTime() {
        Duration left = left();
        return left.compareTo(CONNECT_MAX) > 0 ? CONNECT_MAX : left.plusMillis(1);
    }

    private synchronized Duration left() {
        long now = nanoTime.getAsLong();
        if (!begun) {
            begun = true;
            begunAt = now;
        }
        Duration left = PATIENCE.minusNanos(now - begunAt);
        return left.isNegative() ? Duration.ZERO : left;
    }

    @Override
    public RelayAnswer perform(RelayQuestion question) {
        throw new IllegalStateException("needs no worker");
    }

    @Override
    public BodySink sink(CollectBody<RelayQuestion> wanted) {
        throw new IllegalStateException("collects nothing");
    }

    @Override
    public BodySource source() {
        throw new IllegalStateException("sends nothing");
    }
}
