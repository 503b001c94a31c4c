package org.mmsys.core.net;

import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.mmsys.core.protocol.Link;
import org.mmsys.core.protocol.Performer;
import org.mmsys.wire.session.Output;
import org.mmsys.wire.session.Output.CollectBody;
import org.mmsys.wire.session.Output.SendBody;

/**
 * Carries out what a machine wants; each output says which mode the session is in after it, if it changes.
 *
 * <p>Owned by the session's I/O thread.
 */
final class Outputs<Q, A> implements Output.Cases<Q, Optional<Mode>> {
    private final SessionParts parts;
    private final Bodies bodies;
    private final Questions<Q, A> questions;
    private final Hearing hearing;
    private final Runnable goOn;
    private final Consumer<Performer<Q, A>> letGo;
    private @Nullable Performer<Q, A> performer;
    private boolean paused;

    /** @param letGo closes a performer whose dialogue is over before its connection */
    Outputs(
            SessionParts parts,
            Bodies bodies,
            Questions<Q, A> questions,
            Hearing hearing,
            Runnable goOn,
            Consumer<Performer<Q, A>> letGo) {
        this.parts = parts;
        this.bodies = bodies;
        this.questions = questions;
        this.hearing = hearing;
        this.goOn = goOn;
        this.letGo = letGo;
    }

    void performedBy(Performer<Q, A> acts) {
        performer = acts;
    }

    Optional<Performer<Q, A>> performer() {
        return Optional.ofNullable(performer);
    }

    /** Whether nothing more may be carried out for now. */
    boolean paused() {
        return paused;
    }

    void unpause() {
        paused = false;
    }

    @Override
    public Optional<Mode> reply(Output.Reply<Q> output) {
        parts.outbox().append(output.octets());
        return Optional.empty();
    }

    @Override
    public Optional<Mode> ask(Output.Ask<Q> output) {
        questions.ask(performing(), output.question());
        return Optional.empty();
    }

    @Override
    public Optional<Mode> collectBody(CollectBody<Q> output) {
        bodies.collect(output, performing().sink(output));
        parts.deadlines().bodyBegins();
        return Optional.of(Mode.RECEIVING);
    }

    @Override
    public Optional<Mode> sendBody(SendBody<Q> output) {
        bodies.send(performing().source(), output.dotStuffed());
        return Optional.of(Mode.SENDING);
    }

    @Override
    public Optional<Mode> startTls(Output.StartTls<Q> output) {
        parts.outbox().flush();
        parts.input().clear();
        parts.framer().clear();
        parts.deadlines().endWithin(parts.house().settings().handshakeTime());
        parts.connection().startTls(parts.tls().get());
        return Optional.of(Mode.HANDSHAKE);
    }

    @Override
    public Optional<Mode> notifyHeard(Output.NotifyHeard<Q> output) {
        hearing.request();
        return Optional.empty();
    }

    @Override
    public Optional<Mode> idleLimit(Output.IdleLimit<Q> output) {
        parts.deadlines().idleLimit(output.silence());
        return Optional.empty();
    }

    @Override
    public Optional<Mode> pause(Output.Pause<Q> output) {
        paused = true;
        parts.house()
                .after(
                        output.length(),
                        () -> parts.connection().post(() -> {
                            paused = false;
                            goOn.run();
                        }));
        return Optional.empty();
    }

    @Override
    public Optional<Mode> splice(Output.Splice<Q> output) {
        Link link = performing().link();
        parts.outbox().flush();
        boolean joined = parts.end().join(link);
        letGo();
        return Optional.of(joined ? Mode.SPLICED : Mode.CLOSING);
    }

    @Override
    public Optional<Mode> handOver(Output.HandOver<Q> output) {
        parts.outbox().flush();
        performing().handedOver(parts.end().park());
        letGo();
        return Optional.of(Mode.PARKED);
    }

    @Override
    public Optional<Mode> close(Output.Close<Q> output) {
        return Optional.of(Mode.CLOSING);
    }

    private void letGo() {
        Performer<Q, A> over = performing();
        performer = null;
        letGo.accept(over);
    }

    private Performer<Q, A> performing() {
        return Objects.requireNonNull(performer, "no performer before the session is open");
    }
}
