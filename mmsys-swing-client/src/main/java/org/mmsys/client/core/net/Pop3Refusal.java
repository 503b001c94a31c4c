package org.mmsys.client.core.net;

import org.mmsys.client.core.Problem;
import org.mmsys.wire.pop3.Pop3Status;

/** The server said {@code -ERR} to one command; the session goes on. */
public final class Pop3Refusal extends Exception {
    private static final long serialVersionUID = 1;

    private final transient Pop3Status status;
    private final transient Problem problem;

    Pop3Refusal(Pop3Status status, Problem problem) {
        super(problem.happened() + " " + problem.detail());
        this.status = status;
        this.problem = problem;
    }

    /** Whether it was for this reason, {@code X-EXISTS} for example. */
    public boolean code(String wanted) {
        return status.refusedFor(wanted);
    }

    public Problem problem() {
        return problem;
    }

    /** The same as the end of a call. */
    public Trouble fatal() {
        return Trouble.of(problem);
    }
}
