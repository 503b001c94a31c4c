package org.mmsys.smtp;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.mmsys.core.journal.Body;
import org.mmsys.core.journal.Sha256;
import org.mmsys.core.protocol.BodySink;
import org.mmsys.core.store.BodyWriter;
import org.mmsys.core.store.NoSpaceException;
import org.mmsys.wire.session.BodyReport.Defect;
import org.mmsys.wire.text.CrlfJudge;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The body of one message on its way into the store: trace fields first, then what the client sends, its header filtered.
 *
 * <p>Owned by one performer; one thread at a time, as the driver calls a sink. Remembers the first trouble and swallows
 * what comes after it.
 */
final class IncomingBody implements BodySink {
    private static final Logger log = LoggerFactory.getLogger(IncomingBody.class);
    private static final int RECEIVED_MAX = 100; // RFC 5321 §6.3
    private static final int ADDED_OCTETS_MAX = 1024; // fields and line ends that we put in
    private static final long HIGH_BITS = 0x8080_8080_8080_8080L;

    private final Envelope envelope;
    private final BodyWriter writer;
    private final HeaderFilter filter;
    private final SubmissionDigest digest;
    private final CrlfJudge judge = new CrlfJudge();
    private final EnumSet<Defect> defects = EnumSet.noneOf(Defect.class);
    private final long begun = System.nanoTime();
    private boolean eightBit;
    private boolean loop;
    private boolean lastChunk;
    private Optional<Body> finished = Optional.empty();

    /**
     * Begins a body.
     *
     * @param received our own Received field, complete with CRLF
     */
    IncomingBody(Envelope envelope, String received, BodyWriter writer, HeaderFilter.Additions additions) {
        this.envelope = envelope;
        this.writer = writer;
        this.filter = new HeaderFilter(writer::write, additions);
        this.digest = new SubmissionDigest(envelope);
        this.eightBit = envelope.parameters().eightBit() || !envelope.leavesTheSystem();
        attempt(() -> {
            writer.prefix(utf8(TraceHeader.returnPath(envelope)));
            writer.write(ByteBuffer.wrap(utf8(received)));
        });
    }

    /** What may fail for want of space, or for worse reasons. */
    private interface Writing {
        void run() throws IOException;
    }

    Envelope envelope() {
        return envelope;
    }

    /** When it began, by {@link System#nanoTime}. */
    long begun() {
        return begun;
    }

    /** Tells whether the chunk that comes now is the last one; a dotted body is one last chunk. */
    IncomingBody expecting(boolean last) {
        lastChunk = last;
        return this;
    }

    @Override
    public boolean mayBlock(int octets) {
        if (!defects.isEmpty() || octets == 0 && !lastChunk) {
            return false;
        }
        return writer.mayBlock(octets == 0 ? 0 : octets + ADDED_OCTETS_MAX);
    }

    @Override
    public void accept(ByteBuffer octets) {
        if (!defects.isEmpty()) {
            octets.position(octets.limit());
            return;
        }
        digest.add(octets);
        eightBit = eightBit || holdsEightBits(octets);
        if (envelope.counted()) {
            judge.look(octets);
        }
        attempt(() -> filter.accept(octets));
        octets.position(octets.limit());
        if (filter.received() > RECEIVED_MAX) {
            loop = true;
            defects.add(Defect.REFUSED);
        }
    }

    @Override
    public Set<Defect> finish() {
        if (lastChunk) {
            judge.end();
        }
        defects.addAll(judge.defects());
        if (lastChunk && defects.isEmpty()) {
            attempt(this::complete);
        }
        return Set.copyOf(defects);
    }

    /** The body, once {@link #finish} has found no defect in its last chunk. */
    Optional<Body> body() {
        return finished;
    }

    /** Whether it has to be sent on as 8BITMIME: it was announced so or holds such octets, or nobody has looked. */
    boolean eightBit() {
        return eightBit;
    }

    /** Recognises the message when it is sent again; empty when it came without a Message-ID of its own. */
    Optional<Sha256> submission() {
        return filter.messageIdSeen() ? Optional.of(digest.finish()) : Optional.empty();
    }

    /** Why it was refused, if the reason is not among the defects. */
    Optional<SmtpAnswer.Trouble> trouble() {
        if (loop) {
            return Optional.of(SmtpAnswer.Trouble.LOOP);
        }
        return defects.contains(Defect.REFUSED) ? Optional.of(SmtpAnswer.Trouble.FAILED) : Optional.empty();
    }

    /** Throws it away. Any number of times. */
    void abandon() {
        writer.abandon();
    }

    private static boolean holdsEightBits(ByteBuffer octets) {
        int at = octets.position();
        for (; at <= octets.limit() - Long.BYTES; at += Long.BYTES) {
            if ((octets.getLong(at) & HIGH_BITS) != 0) {
                return true;
            }
        }
        for (; at < octets.limit(); at++) {
            if (octets.get(at) < 0) {
                return true;
            }
        }
        return false;
    }

    private void complete() throws IOException {
        if (envelope.counted() && !judge.endsWithLine()) {
            filter.accept(ByteBuffer.wrap(utf8("\r\n"))); // a message consists of lines (RFC 5321 §2.3.8)
        }
        filter.finish();
        finished = Optional.of(writer.finish());
    }

    private void attempt(Writing writing) {
        try {
            writing.run();
        } catch (NoSpaceException full) {
            defects.add(Defect.NO_SPACE);
        } catch (IOException failed) {
            defects.add(Defect.REFUSED);
            log.atError()
                    .addKeyValue("sid", envelope.client().sessionId())
                    .setCause(failed)
                    .log("message body could not be written");
        }
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
