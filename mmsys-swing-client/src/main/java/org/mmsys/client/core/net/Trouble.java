package org.mmsys.client.core.net;

import java.util.Optional;
import org.mmsys.client.core.Problem;
import org.mmsys.client.core.model.CertificateQuestion;

/** What ended a session, or an attempt at one: on its way from the network to whoever began the call. */
public final class Trouble extends Exception {
    private static final long serialVersionUID = 1;

    private final transient Problem problem;
    private final boolean unanswered;
    private final transient Optional<CertificateQuestion> certificate;

    private Trouble(Problem problem, boolean unanswered, Optional<CertificateQuestion> certificate) {
        super(problem.cause() + ": " + problem.happened() + " " + problem.detail());
        this.problem = problem;
        this.unanswered = unanswered;
        this.certificate = certificate;
    }

    /** The server does not do its work: another one may. */
    public static Trouble unanswered(Problem problem) {
        return new Trouble(problem, true, Optional.empty());
    }

    /** The server, or this computer, has decided: another server would not help. */
    public static Trouble of(Problem problem) {
        return new Trouble(problem, false, Optional.empty());
    }

    /** A certificate to be judged: never a reason to talk to somebody else. */
    public static Trouble certificate(Problem problem, CertificateQuestion question) {
        return new Trouble(problem, false, Optional.of(question));
    }

    public Problem problem() {
        return problem;
    }

    /** Whether it counts as "does not respond", so that the backup is asked. */
    public boolean isUnanswered() {
        return unanswered;
    }

    public Optional<CertificateQuestion> question() {
        return certificate;
    }
}
