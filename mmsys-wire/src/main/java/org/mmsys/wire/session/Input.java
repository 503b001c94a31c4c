package org.mmsys.wire.session;

import java.util.Optional;

/** Something that happened to a session. Text is octets: each {@code char} is one octet, 0 to 255. */
public sealed interface Input<A> {
    <R> R match(Cases<A, R> on);

    /** The connection is open; with implicit TLS the handshake is done already. */
    record Opened<A>(Client client) implements Input<A> {
        @Override
        public <R> R match(Cases<A, R> on) {
            return on.opened(this);
        }
    }

    /** One line without its CRLF. A line with a defect must not be carried out. */
    record Line<A>(String octets, LineDefect defect) implements Input<A> {
        @Override
        public <R> R match(Cases<A, R> on) {
            return on.line(this);
        }
    }

    /** The body asked for with {@link Output.CollectBody} is complete, or as complete as it will be. */
    record BodyEnded<A>(BodyReport report) implements Input<A> {
        @Override
        public <R> R match(Cases<A, R> on) {
            return on.bodyEnded(this);
        }
    }

    /** All of the body asked for with {@link Output.SendBody} is on its way. */
    record BodySent<A>() implements Input<A> {
        @Override
        public <R> R match(Cases<A, R> on) {
            return on.bodySent(this);
        }
    }

    /** STARTTLS succeeded: the machine forgets all it learnt before. */
    record TlsReady<A>(Client client) implements Input<A> {
        @Override
        public <R> R match(Cases<A, R> on) {
            return on.tlsReady(this);
        }
    }

    /** The answer to the open question. */
    record Answered<A>(A answer) implements Input<A> {
        @Override
        public <R> R match(Cases<A, R> on) {
            return on.answered(this);
        }
    }

    /**
     * Octets arrived, or the peer closed in order, after everything written so far had left this machine.
     *
     * <p>Given once for each {@link Output.NotifyHeard}, before the line itself.
     */
    record Heard<A>() implements Input<A> {
        @Override
        public <R> R match(Cases<A, R> on) {
            return on.heard(this);
        }
    }

    /** The peer was silent for too long, or its command or message took too long; the machine says good-bye. */
    record TimedOut<A>() implements Input<A> {
        @Override
        public <R> R match(Cases<A, R> on) {
            return on.timedOut(this);
        }
    }

    /** The server is going down: say good-bye as soon as the running transaction is over. */
    record Draining<A>() implements Input<A> {
        @Override
        public <R> R match(Cases<A, R> on) {
            return on.draining(this);
        }
    }

    /** The connection is gone. Outputs after this are dropped, but for {@link Output.Ask}. */
    record PeerClosed<A>() implements Input<A> {
        @Override
        public <R> R match(Cases<A, R> on) {
            return on.peerClosed(this);
        }
    }

    /**
     * A proxy in front has told who the client really is; before anything the client says, at most once.
     *
     * <p>Not given for what a peer says with XPEER, which is a command of the protocol.
     */
    record Introduced<A>(Client client) implements Input<A> {
        @Override
        public <R> R match(Cases<A, R> on) {
            return on.introduced(this);
        }
    }

    /** What may be wrong with a line. */
    enum LineDefect {
        NONE,
        /** Longer than the protocol's limit; the octets given are its beginning. */
        TOO_LONG,
        /** Holds a CR or LF that is not part of a CRLF: a smuggling attempt or a broken client. */
        BARE_CR_OR_LF,
        /** Holds a NUL. */
        NUL
    }

    /**
     * Who is at the other end. Connections relayed by another node show the original client.
     *
     * @param via the node that relays, once it has introduced the client
     */
    record Client(
            String sessionId,
            String listener,
            String address,
            int port,
            String localAddress,
            Optional<Tls> tls,
            Optional<Via> via) {
        /** A client that is connected itself, or a node that has not introduced one yet. */
        public Client(
                String sessionId, String listener, String address, int port, String localAddress, Optional<Tls> tls) {
            this(sessionId, listener, address, port, localAddress, tls, Optional.empty());
        }

        /** Whether the original client sits on this machine's loopback (rules: password in clear text). */
        public boolean loopback() {
            return address.startsWith("127.") || address.equals("::1") || address.equals("0:0:0:0:0:0:0:1");
        }

        /** The node at the other end of the connection itself, proved by its certificate; not for relayed clients. */
        public Optional<String> node() {
            return via.isPresent() ? Optional.empty() : tls.flatMap(Tls::node);
        }
    }

    /**
     * Through which node a client comes (XPEER).
     *
     * @param node its name as its certificate proves it, {@code s1/primary}
     * @param hop 1 from front to home
     * @param sessionId of the client's session there
     */
    record Via(String node, int hop, String sessionId) {}

    /**
     * The TLS state of a connection.
     *
     * @param node the name in the other end's certificate, if the system's own CA issued it
     */
    record Tls(String protocol, String cipher, String serverEndPoint, Optional<String> node) {
        /** TLS with a client that is no node of the system. */
        public Tls(String protocol, String cipher, String serverEndPoint) {
            this(protocol, cipher, serverEndPoint, Optional.empty());
        }
    }

    /** A case for every input; a forgotten one does not compile. */
    interface Cases<A, R> {
        R opened(Opened<A> input);

        R line(Line<A> input);

        R bodyEnded(BodyEnded<A> input);

        R bodySent(BodySent<A> input);

        R tlsReady(TlsReady<A> input);

        R answered(Answered<A> input);

        R heard(Heard<A> input);

        R timedOut(TimedOut<A> input);

        R draining(Draining<A> input);

        R peerClosed(PeerClosed<A> input);

        R introduced(Introduced<A> input);
    }
}
