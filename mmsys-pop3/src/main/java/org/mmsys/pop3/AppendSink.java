package org.mmsys.pop3;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.mmsys.core.journal.Body;
import org.mmsys.core.protocol.BodySink;
import org.mmsys.core.store.BodyWriter;
import org.mmsys.core.store.NoSpaceException;
import org.mmsys.wire.session.BodyReport.Defect;
import org.mmsys.wire.text.CrlfJudge;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes the octets of XAPPEND: judged like those of DATA, given a last CRLF where it is missing, since RETR would send one
 * and sizes have to agree (RFC 1939 §11).
 */
final class AppendSink implements BodySink {
    private static final Logger log = LoggerFactory.getLogger(AppendSink.class);
    private static final byte[] CRLF = {'\r', '\n'};

    private final BodyWriter writer;
    private final String sessionId;
    private final CrlfJudge judge = new CrlfJudge();
    private final EnumSet<Defect> troubles = EnumSet.noneOf(Defect.class);
    private @Nullable Body body;

    AppendSink(BodyWriter writer, String sessionId) {
        this.writer = writer;
        this.sessionId = sessionId;
    }

    @Override
    public boolean mayBlock(int octets) {
        return troubles.isEmpty()
                && (octets > 0
                        ? writer.mayBlock(octets)
                        : writer.mayBlock(0) || !judge.endsWithLine() && writer.mayBlock(CRLF.length));
    }

    @Override
    public void accept(ByteBuffer octets) {
        judge.look(octets);
        if (troubles.isEmpty() && judge.defects().isEmpty()) {
            write(octets);
        }
        octets.position(octets.limit());
    }

    @Override
    public Set<Defect> finish() {
        judge.end();
        troubles.addAll(judge.defects());
        if (troubles.isEmpty() && !judge.endsWithLine()) {
            write(ByteBuffer.wrap(CRLF));
        }
        if (troubles.isEmpty()) {
            try {
                body = writer.finish();
            } catch (IOException broken) {
                trouble(broken);
            }
        }
        if (!troubles.isEmpty()) {
            writer.abandon();
        }
        return Set.copyOf(troubles);
    }

    /** The complete body, if there is one. */
    Optional<Body> body() {
        return Optional.ofNullable(body);
    }

    /** Throws away what came; not to be called once an entry may name it. */
    void abandon() {
        writer.abandon();
    }

    private void write(ByteBuffer octets) {
        try {
            writer.write(octets);
        } catch (IOException broken) {
            trouble(broken);
        }
    }

    private void trouble(IOException broken) {
        if (broken instanceof NoSpaceException) {
            troubles.add(Defect.NO_SPACE);
            return;
        }
        troubles.add(Defect.REFUSED);
        log.atError().addKeyValue("sid", sessionId).setCause(broken).log("message to be stored cannot be written");
    }
}
