package org.mmsys.core.net;

/** No worker could be had: the session is turned away. */
final class WorkersFullException extends RuntimeException {
    private static final long serialVersionUID = 1;

    WorkersFullException() {
        super("all workers are busy and their queue is full", null, false, false);
    }
}
