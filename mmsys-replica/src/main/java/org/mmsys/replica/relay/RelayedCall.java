package org.mmsys.replica.relay;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Consumer;
import org.mmsys.core.protocol.Attempt;
import org.mmsys.core.protocol.BodySink;
import org.mmsys.core.protocol.Dialogue;
import org.mmsys.core.protocol.Link;
import org.mmsys.core.protocol.Performer;
import org.mmsys.core.store.BodySource;
import org.mmsys.wire.session.Input;
import org.mmsys.wire.session.Output;
import org.mmsys.wire.session.Output.CollectBody;
import org.mmsys.wire.session.Step;

/** One connection to the serving half: sends the header, hands the connection over. Its end is told once. Any thread. */
final class RelayedCall implements Performer<RelayedCall.Nothing, RelayedCall.Nothing> {
    private final byte[] header;
    private final Consumer<Optional<Link>> done;
    private boolean told;

    /** What is asked and answered. */
    enum Nothing {}

    /**
     * @param done gets the link, or nothing when there was no connection
     */
    RelayedCall(byte[] header, Consumer<Optional<Link>> done) {
        this.header = header;
        this.done = done;
    }

    Dialogue<Nothing, Nothing> dialogue() {
        return new Dialogue<>(this::on, this);
    }

    private Step<Nothing> on(Input<Nothing> input) {
        return input instanceof Input.Opened
                ? Step.of(new Output.Reply<>(new String(header, StandardCharsets.ISO_8859_1)), new Output.HandOver<>())
                : Step.of(new Output.Close<>());
    }

    @Override
    public void handedOver(Link link) {
        tell(Optional.of(link));
    }

    @Override
    public void closed() {
        tell(Optional.empty());
    }

    private void tell(Optional<Link> link) {
        synchronized (this) {
            if (told) {
                return;
            }
            told = true;
        }
        done.accept(link);
    }

    @Override
    public Attempt<Nothing> tryNow(Nothing question, Consumer<Nothing> later) {
        throw new IllegalStateException("asks nothing");
    }

    @Override
    public Nothing perform(Nothing question) {
        throw new IllegalStateException("asks nothing");
    }

    @Override
    public BodySink sink(CollectBody<Nothing> wanted) {
        throw new IllegalStateException("collects nothing");
    }

    @Override
    public BodySource source() {
        throw new IllegalStateException("sends nothing");
    }
}
