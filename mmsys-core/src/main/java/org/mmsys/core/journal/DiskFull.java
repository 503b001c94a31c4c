package org.mmsys.core.journal;

import java.io.IOException;
import java.nio.file.FileSystemException;

/** The one place that recognises a full disk, or a used-up quota, among the errors of the disk. */
public final class DiskFull {
    private static final String[] MESSAGES = {
        "No space left on device", "Disk quota exceeded", "not enough space on the disk"
    };

    private DiskFull() {}

    /** Whether space is what was wanting: a refusal, never fatal. A failed force never counts: what it lost is unknown. */
    public static boolean is(IOException error) {
        if (error instanceof ForceFailedException) {
            return false;
        }
        String reason = error instanceof FileSystemException named ? named.getReason() : error.getMessage();
        if (reason == null) {
            return false;
        }
        for (String message : MESSAGES) {
            if (reason.contains(message)) {
                return true;
            }
        }
        return false;
    }
}
