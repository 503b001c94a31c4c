package org.mmsys.smtp;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import org.mmsys.core.protocol.Attempt;
import org.mmsys.core.protocol.BodySink;
import org.mmsys.core.protocol.ListenerSpec;
import org.mmsys.wire.session.BodyReport;
import org.mmsys.wire.session.BodyReport.Defect;
import org.mmsys.wire.session.Input;
import org.mmsys.wire.session.Output;
import org.mmsys.wire.session.Output.CollectBody;
import org.mmsys.wire.session.Output.Framing;
import org.mmsys.wire.text.CrlfFramer;
import org.mmsys.wire.text.DotDecoder;

/** One connection to an MTA listener of a small house: a driver in memory, without threads. */
final class SmtpWire {
    final StringBuilder answers = new StringBuilder();
    private final SmtpServerMachine machine;
    private final SmtpPerformer performer;
    private final CrlfFramer framer = new CrlfFramer(12_288);
    private boolean open = true;
    private boolean upgrading;
    private Optional<Collecting> collecting = Optional.empty();

    SmtpWire(SmallHouse house) {
        this(house, Optional.empty());
    }

    SmtpWire(SmallHouse house, Optional<Input.Tls> tls) {
        SmtpPolicy policy = SmtpPolicy.of(
                house.context("smtp.errors-before-pause", "1000", "smtp.errors-max", "1000"),
                new ListenerSpec("smtp", "smtp", new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), false));
        machine = new SmtpServerMachine(policy, client(tls));
        performer = new SmtpPerformer(house.context(), policy, new MailDates(), client(tls));
        feed(new Input.Opened<>(client(tls)));
    }

    private static Input.Client client(Optional<Input.Tls> tls) {
        return new Input.Client("s1", "smtp", "127.0.0.1", 1, "127.0.0.1", tls);
    }

    boolean open() {
        return open;
    }

    /** What it has said since this was asked last. */
    String heard() {
        String said = answers.toString();
        answers.setLength(0);
        return said;
    }

    void send(String text) {
        ByteBuffer octets = ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1));
        while (open && !upgrading && octets.hasRemaining()) {
            if (collecting.isPresent()) {
                collecting.get().take(octets);
            } else {
                framer.next(octets).ifPresent(line -> feed(new Input.Line<>(line.octets(), line.defect())));
            }
        }
    }

    /** The handshake that STARTTLS asked for is done. */
    void secured(Input.Tls tls) {
        if (!upgrading) {
            throw new IllegalStateException("nobody asked for TLS");
        }
        upgrading = false;
        feed(new Input.TlsReady<>(client(Optional.of(tls))));
    }

    private void feed(Input<SmtpAnswer> first) {
        Deque<Input<SmtpAnswer>> inputs = new ArrayDeque<>(List.of(first));
        while (!inputs.isEmpty()) {
            for (Output<SmtpQuestion> output : machine.on(inputs.remove()).outputs()) {
                if (output instanceof Output.Reply<SmtpQuestion> reply) {
                    answers.append(reply.octets());
                } else if (output instanceof Output.Ask<SmtpQuestion> ask) {
                    ask(ask.question(), inputs);
                } else if (output instanceof CollectBody<SmtpQuestion> wanted) {
                    collecting = Optional.of(new Collecting(wanted, performer.sink(wanted)));
                } else if (output instanceof Output.Close<SmtpQuestion>) {
                    open = false;
                } else if (output instanceof Output.StartTls<SmtpQuestion>) {
                    upgrading = true;
                }
            }
        }
    }

    private void ask(SmtpQuestion question, Deque<Input<SmtpAnswer>> inputs) {
        Attempt<SmtpAnswer> attempt = performer.tryNow(question, answer -> inputs.add(new Input.Answered<>(answer)));
        if (attempt instanceof Attempt.Now<SmtpAnswer> now) {
            inputs.add(new Input.Answered<>(now.answer()));
        } else if (attempt instanceof Attempt.NeedsWorker<SmtpAnswer>) {
            try {
                inputs.add(new Input.Answered<>(performer.perform(question)));
            } catch (InterruptedException stopped) {
                throw new UncheckedIOException(new IOException(stopped));
            }
        }
    }

    private final class Collecting {
        private final BodySink sink;
        private final DotDecoder decoder = new DotDecoder();
        private final boolean dotted;
        private long left;

        Collecting(CollectBody<SmtpQuestion> wanted, BodySink sink) {
            this.sink = sink;
            this.dotted = wanted.framing() instanceof Framing.Dotted;
            this.left = wanted.framing() instanceof Framing.Exact exact ? exact.octets() : 0;
        }

        void take(ByteBuffer octets) {
            if (dotted) {
                ByteBuffer plain = ByteBuffer.allocate(octets.remaining() + 8);
                boolean done = decoder.decode(octets, plain);
                sink.accept(plain.flip());
                if (done) {
                    end();
                }
                return;
            }
            int count = (int) Math.min(left, octets.remaining());
            sink.accept(octets.slice(octets.position(), count));
            octets.position(octets.position() + count);
            left -= count;
            if (left == 0) {
                end();
            }
        }

        private void end() {
            EnumSet<Defect> defects = EnumSet.noneOf(Defect.class);
            defects.addAll(decoder.defects());
            defects.addAll(sink.finish());
            collecting = Optional.empty();
            feed(new Input.BodyEnded<>(new BodyReport(0, defects)));
        }
    }
}
