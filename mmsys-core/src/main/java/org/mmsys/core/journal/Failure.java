package org.mmsys.core.journal;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The end of trust in the disk: told once, remembered for ever. Any thread. */
final class Failure {
    private static final Logger log = LoggerFactory.getLogger(Failure.class);

    private final FatalDisk fatal;
    private final AtomicBoolean failed = new AtomicBoolean();

    Failure(FatalDisk fatal) {
        this.fatal = fatal;
    }

    boolean failed() {
        return failed.get();
    }

    void fail(String what, IOException cause) {
        if (failed.compareAndSet(false, true)) {
            log.atError()
                    .addKeyValue("what", what)
                    .setCause(cause)
                    .log("disk failed, nothing is acknowledged any more");
            fatal.failed(what, cause);
        }
    }
}
