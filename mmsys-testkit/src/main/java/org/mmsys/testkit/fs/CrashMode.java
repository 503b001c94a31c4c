package org.mmsys.testkit.fs;

/** What a crash leaves behind. */
public enum CrashMode {
    /** The process was killed: everything it did is there. */
    PROCESS_KILL,
    /** The power failed, and only what was forced is there: file data by a force of the file, names by one of the directory. */
    POWER_LOSS,
    /** The power failed, and of what was not forced a random part is there, files with holes of zeros included. */
    POWER_LOSS_RANDOM
}
