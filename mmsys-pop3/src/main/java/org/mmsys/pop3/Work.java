package org.mmsys.pop3;

import java.io.IOException;

/** A question on its way to a worker. */
@FunctionalInterface
interface Work {
    Pop3Answer answer() throws IOException, InterruptedException;
}
