package org.mmsys.testkit.fs;

import java.io.IOException;

/** The simulated machine is down: nothing reaches its disk any more. */
public final class CrashedException extends IOException {
    private static final long serialVersionUID = 1;

    CrashedException(String operation) {
        super("simulated crash at " + operation);
    }
}
