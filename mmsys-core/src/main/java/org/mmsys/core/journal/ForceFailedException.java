package org.mmsys.core.journal;

import java.io.IOException;
import java.nio.file.Path;

/** A force failed: what was written before is on the disk or is not, and asking again would not tell. */
final class ForceFailedException extends IOException {
    private static final long serialVersionUID = 1;

    ForceFailedException(Path file, IOException cause) {
        super("cannot force " + file + ": " + cause.getMessage(), cause);
    }
}
