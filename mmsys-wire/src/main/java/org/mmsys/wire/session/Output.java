package org.mmsys.wire.session;

import java.time.Duration;

/** Something a machine wants done. Outputs carry names and data, never sockets, files or sinks. */
public sealed interface Output<Q> {
    <R> R match(Cases<Q, R> on);

    /** Octets to send: whole lines with their CRLFs, each {@code char} one octet. Replies of one batch leave in one write. */
    record Reply<Q>(String octets) implements Output<Q> {
        @Override
        public <R> R match(Cases<Q, R> on) {
            return on.reply(this);
        }
    }

    /** A question to the performer; input waits until it is answered. */
    record Ask<Q>(Q question) implements Output<Q> {
        @Override
        public <R> R match(Cases<Q, R> on) {
            return on.ask(this);
        }
    }

    /** The octets that follow are a body, for the sink of the performer; {@link Input.BodyEnded} tells the end. */
    record CollectBody<Q>(Framing framing, long limit) implements Output<Q> {
        @Override
        public <R> R match(Cases<Q, R> on) {
            return on.collectBody(this);
        }
    }

    /** Sends the source that the performer has prepared; {@link Input.BodySent} tells when it is done. */
    record SendBody<Q>(boolean dotStuffed) implements Output<Q> {
        @Override
        public <R> R match(Cases<Q, R> on) {
            return on.sendBody(this);
        }
    }

    /** Upgrades to TLS behind the replies given so far; what the peer sent behind its command is thrown away. */
    record StartTls<Q>() implements Output<Q> {
        @Override
        public <R> R match(Cases<Q, R> on) {
            return on.startTls(this);
        }
    }

    /** Wants {@link Input.Heard} when the peer shows that it got everything written so far. */
    record NotifyHeard<Q>() implements Output<Q> {
        @Override
        public <R> R match(Cases<Q, R> on) {
            return on.notifyHeard(this);
        }
    }

    /** From now on this much silence ends the session with {@link Input.TimedOut}. */
    record IdleLimit<Q>(Duration silence) implements Output<Q> {
        @Override
        public <R> R match(Cases<Q, R> on) {
            return on.idleLimit(this);
        }
    }

    /** Waits this long before carrying on with the next output or input: for throttled or abusive peers. */
    record Pause<Q>(Duration length) implements Output<Q> {
        @Override
        public <R> R match(Cases<Q, R> on) {
            return on.pause(this);
        }
    }

    /** Closes after everything written so far has left. */
    record Close<Q>() implements Output<Q> {
        @Override
        public <R> R match(Cases<Q, R> on) {
            return on.close(this);
        }
    }

    /**
     * The dialogue is over: from now on octets pass between this connection and the one whose link the performer holds,
     * both ways, unseen, until either end closes. What was said so far leaves first. A machine gets nothing after it.
     */
    record Splice<Q>() implements Output<Q> {
        @Override
        public <R> R match(Cases<Q, R> on) {
            return on.splice(this);
        }
    }

    /**
     * The dialogue is over, the connection is not: the performer gets it as a link, to be spliced with another one.
     *
     * <p>For machines that call out. A machine gets nothing after it.
     */
    record HandOver<Q>() implements Output<Q> {
        @Override
        public <R> R match(Cases<Q, R> on) {
            return on.handOver(this);
        }
    }

    /** How a body ends on the wire. */
    sealed interface Framing {
        /** Lines, dot-stuffed, ended by CRLF.CRLF (RFC 5321 §4.5.2). */
        record Dotted() implements Framing {}

        /** Exactly this many octets (RFC 3030 BDAT, XAPPEND); {@code last} when no more will follow for this body. */
        record Exact(long octets, boolean last) implements Framing {}
    }

    /** A case for every output; a forgotten one does not compile. */
    interface Cases<Q, R> {
        R reply(Reply<Q> output);

        R ask(Ask<Q> output);

        R collectBody(CollectBody<Q> output);

        R sendBody(SendBody<Q> output);

        R startTls(StartTls<Q> output);

        R notifyHeard(NotifyHeard<Q> output);

        R idleLimit(IdleLimit<Q> output);

        R pause(Pause<Q> output);

        R close(Close<Q> output);

        R splice(Splice<Q> output);

        R handOver(HandOver<Q> output);
    }
}
