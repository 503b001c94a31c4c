package org.mmsys.replica.registry.ratis;

import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.apache.ratis.util.ExitUtils;

/** What Ratis and the libraries bundled with it would do to the whole process, and must not. */
final class TamedEngine {
    private static final String BUFFERS = "org.apache.ratis.thirdparty.io.netty.allocator.";
    /** gRPC logs by the JDK, that is to standard error. Kept here: the JDK forgets loggers, and their levels with them. */
    private static final Logger GRPC = Logger.getLogger("org.apache.ratis.thirdparty.io.grpc");

    private TamedEngine() {}

    /**
     * To be called before anything else of Ratis: it would end the process when any thread of it fails, ours too, or when
     * its port is held; and its buffers are for messages of other sizes.
     */
    static void tame() {
        Thread.UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
        ExitUtils.disableSystemExit();
        ExitUtils.setTerminateOnUncaughtException(false);
        Thread.setDefaultUncaughtExceptionHandler(before);
        GRPC.setLevel(Level.SEVERE);
        for (String name : List.of("numDirectArenas", "numHeapArenas")) {
            if (System.getProperty(BUFFERS + name) == null) {
                System.setProperty(BUFFERS + name, "1");
            }
        }
    }
}
