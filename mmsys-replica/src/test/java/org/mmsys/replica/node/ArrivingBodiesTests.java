package org.mmsys.replica.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.DataInputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mmsys.core.journal.Body;
import org.mmsys.core.journal.Sha256;

/** Bodies and what names them, while connections end. */
final class ArrivingBodiesTests {
    private static final byte[] OCTETS = {1, 2, 3};

    private final List<String> handedOn = new CopyOnWriteArrayList<>();
    private final List<String> failed = new CopyOnWriteArrayList<>();
    private ArrivingBodies bodies;
    private Path directory;

    @BeforeEach
    void begin(@TempDir Path empty) {
        directory = empty;
        bodies = new ArrivingBodies(directory, failed::add);
    }

    @AfterEach
    void end() {
        bodies.close();
        assertThat(failed).isEmpty();
    }

    @Test
    void entriesAreHandedOnWhenTheirBodiesAreInPlace() throws Exception {
        LinkConnection link = connection();
        bodies.take(link, body("first"));
        bodies.behind(link, true, complete -> handedOn.add("entries " + complete));
        bodies.start();
        Await.until("handed on", () -> bodies.idle());
        assertThat(handedOn).containsExactly("entries true");
        assertThat(directory.resolve("first")).hasBinaryContent(OCTETS);
    }

    /** The body is left out, so what names it must not reach the log: not even if the end is not known there yet. */
    @Test
    void entriesOfAConnectionThatHasEndedAreNotHandedOn() throws Exception {
        LinkConnection link = connection();
        bodies.take(link, body("first"));
        bodies.behind(link, true, complete -> handedOn.add("entries " + complete));
        bodies.behind(link, false, complete -> handedOn.add("last words"));
        link.close();
        LinkConnection next = connection();
        bodies.take(next, body("second"));
        bodies.behind(next, true, complete -> handedOn.add("entries of the next " + complete));
        bodies.start();
        Await.until("handed on", () -> bodies.idle());
        assertThat(handedOn).containsExactly("last words", "entries of the next true");
        assertThat(directory.resolve("first")).doesNotExist();
        assertThat(directory.resolve("second")).hasBinaryContent(OCTETS);
    }

    private static BodyPiece body(String name) {
        return new BodyPiece(new Body.Spooled(name, OCTETS.length, Sha256.over(OCTETS), 0), 0, ByteBuffer.wrap(OCTETS));
    }

    private static LinkConnection connection() {
        return new LinkConnection(
                new PairTls.Secured(
                        new Socket(),
                        new DataInputStream(InputStream.nullInputStream()),
                        OutputStream.nullOutputStream()),
                Instant.EPOCH);
    }
}
