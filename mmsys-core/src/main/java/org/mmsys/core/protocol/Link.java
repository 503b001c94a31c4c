package org.mmsys.core.protocol;

/**
 * A connection whose dialogue is over and whose octets wait to be joined with another connection's.
 *
 * <p>Whoever holds it either has it spliced ({@code Output.Splice}) or closes it; unspliced it is closed after a minute.
 */
public interface Link extends AutoCloseable {
    /** Closes the connection unless it was spliced. Any thread, any number of times; never waits. */
    @Override
    void close();
}
