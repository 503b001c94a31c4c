package org.mmsys.client.cli;

import org.mmsys.client.core.Problem;

/** Ends a command with a problem and the exit code that goes with it. */
final class Failure extends Exception {
    private static final long serialVersionUID = 1;

    private final transient Problem problem;
    private final int code;

    Failure(Problem problem) {
        this(problem, Exit.of(problem.cause()));
    }

    Failure(Problem problem, int code) {
        super(problem.text());
        this.problem = problem;
        this.code = code;
    }

    static Failure usage(String text) {
        return new Failure(Problem.of(Problem.Cause.USAGE, text));
    }

    Problem problem() {
        return problem;
    }

    int code() {
        return code;
    }
}
