package org.mmsys.core.journal;

import java.io.IOException;

/** Is told that the disk cannot be trusted any more: the process has to end (exit 3). */
@FunctionalInterface
public interface FatalDisk {
    /**
     * Called once, on the committer or checkpoint thread, with nothing acknowledged after it. Should not return for long:
     * {@code Runtime.halt(3)}.
     */
    void failed(String what, IOException cause);
}
