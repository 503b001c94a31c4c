package org.mmsys.core.net;

/** A message went on far beyond its limit: the session is cut off. */
final class OverrunException extends RuntimeException {
    private static final long serialVersionUID = 1;

    OverrunException() {
        super("message far beyond its limit", null, false, false);
    }
}
