package org.mmsys.server;

/** How the process ends; a promise to scripts. */
enum ExitCode {
    OK(0),
    /** Usage or configuration. */
    CONFIGURATION(1),
    /** A port, data directory or certificate is missing or held by someone else. */
    RESOURCE(2),
    /** The disk failed: nothing was acknowledged that is not on it. */
    DISK(3);

    private final int number;

    ExitCode(int number) {
        this.number = number;
    }

    int number() {
        return number;
    }
}
