package org.mmsys.server;

/** The node cannot start; the message is for the operator. */
final class StartFailure extends Exception {
    private static final long serialVersionUID = 1;

    private final ExitCode code;

    StartFailure(ExitCode code, String message) {
        super(message);
        this.code = code;
    }

    StartFailure(ExitCode code, String message, Throwable cause) {
        super(message, cause);
        this.code = code;
    }

    ExitCode code() {
        return code;
    }
}
