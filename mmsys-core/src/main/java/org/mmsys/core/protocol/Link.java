package org.mmsys.core.protocol;

import java.util.function.Consumer;

/**
 * A connection whose dialogue is over and whose octets wait to be joined with another connection's.
 *
 * <p>Whoever holds it either has it spliced ({@code Output.Splice}), begins another dialogue on it or closes it; left alone it
 * is closed after a minute, a link that came back from a splice after 20 seconds.
 */
public interface Link extends AutoCloseable {
    /**
     * Asks for the connection back when its splice is over: when the other end says the marker and CRLF as the last it says.
     *
     * <p>The marker is not passed on; what came before it is, and then the spliced connection is closed. {@code free} gets the
     * link on its I/O thread, only if everything said to the other end has left, nothing was said since, and we are not going
     * down; else the connection is closed. I/O thread of this connection, before it is spliced.
     */
    default void comeBack(String marker, Consumer<Link> free) {
        // whoever cannot do it closes the connection behind its splice
    }

    /**
     * Begins another dialogue; its machine gets {@code Opened} with the TLS that is on already.
     *
     * <p>Any thread; never waits. If the connection is closed or in other hands, {@code failed} is called with a text for logs,
     * on any thread, and then the performer is closed.
     */
    default void begin(Dialogue<?, ?> dialogue, Consumer<String> failed) {
        failed.accept("this connection serves once");
        dialogue.performer().closed();
    }

    /** Closes the connection unless it was spliced or serves another dialogue. Any thread, any number of times; never waits. */
    @Override
    void close();
}
