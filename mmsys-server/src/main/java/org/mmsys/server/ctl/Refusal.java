package org.mmsys.server.ctl;

/** A command that was not carried out; the message is for the one who typed it. */
final class Refusal extends Exception {
    private static final long serialVersionUID = 1;

    private final int exit;

    private Refusal(int exit, String message) {
        super(message);
        this.exit = exit;
    }

    /** Wrongly asked. */
    static Refusal usage(String message) {
        return new Refusal(Mmsysctl.USAGE, message);
    }

    /** Understood, and refused. */
    static Refusal refused(String message) {
        return new Refusal(Mmsysctl.REFUSED, message);
    }

    /** Nobody there who could do it now. */
    static Refusal offline(String message) {
        return new Refusal(Mmsysctl.OFFLINE, message);
    }

    int exit() {
        return exit;
    }
}
