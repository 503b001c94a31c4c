package org.mmsys.core.net;

import java.io.IOException;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.mmsys.core.protocol.BodySink;
import org.mmsys.core.store.BodySource;
import org.mmsys.wire.session.BodyReport;
import org.mmsys.wire.session.Output.CollectBody;

/** The body that a session receives or sends right now, if any. Owned by the session's I/O thread. */
final class Bodies {
    private final Connection connection;
    private final SessionHouse house;
    private final Outbox outbox;
    private final Runnable goOn;
    private final Consumer<Throwable> failed;
    private @Nullable BodyIntake intake;
    private @Nullable BodyOutlet outlet;

    Bodies(Connection connection, SessionHouse house, Outbox outbox, Runnable goOn, Consumer<Throwable> failed) {
        this.connection = connection;
        this.house = house;
        this.outbox = outbox;
        this.goOn = goOn;
        this.failed = failed;
    }

    void collect(CollectBody<?> wanted, BodySink sink) {
        intake = new BodyIntake(wanted, sink, connection, house, goOn, failed);
    }

    void send(BodySource source, boolean dotStuffed) {
        outlet = new BodyOutlet(source, dotStuffed, connection, house.workers(), outbox, goOn, failed);
    }

    /** Takes octets of the body that is received; true when it made progress. */
    boolean take(InputQueue input) {
        if (intake == null) {
            return false;
        }
        boolean moved = intake.take(input);
        if (intake.overrun()) {
            throw new OverrunException();
        }
        return moved;
    }

    /** The report of the body received, once, when its sink has finished too. */
    Optional<BodyReport> received() {
        Optional<BodyReport> report = intake == null ? Optional.empty() : intake.ended();
        if (report.isPresent()) {
            intake = null;
        }
        return report;
    }

    /** Sends more of the body; true when it made progress. */
    boolean advance() throws IOException {
        return outlet != null && outlet.advance();
    }

    /** Whether all of the body has been handed over; true once. */
    boolean sent() {
        if (outlet == null || !outlet.ended()) {
            return false;
        }
        outlet = null;
        return true;
    }

    /** Whether the sink is so far behind that reading must stop. */
    boolean full() {
        return intake != null && intake.full();
    }

    /** Whether a worker is in the sink. */
    boolean sinkBusy() {
        return intake != null && intake.busy();
    }

    /** Whether a worker is in sink or source. */
    boolean busy() {
        return sinkBusy() || (outlet != null && outlet.busy());
    }

    /** Octets received so far. */
    long octets() {
        return intake == null ? 0 : intake.size();
    }

    /** Nothing more of it is wanted; a worker in it may take its time. */
    void abandon() {
        if (intake != null) {
            intake.abandon();
        }
        if (outlet != null) {
            outlet.abandon();
        }
    }
}
