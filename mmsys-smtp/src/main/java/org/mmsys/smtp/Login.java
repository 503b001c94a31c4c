package org.mmsys.smtp;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.mmsys.core.protocol.Attempt;
import org.mmsys.core.route.AuthOutcome;
import org.mmsys.core.route.Authenticator;
import org.mmsys.core.route.Authenticator.SaslSession;
import org.mmsys.core.route.SaslStep;

/** The SASL exchange of one session (RFC 4954 §4, RFC 4422). Owned by its performer; calls never overlap. */
final class Login {
    private final Authenticator authenticator;
    private final Deque<byte[]> responses = new ArrayDeque<>(2);
    private @Nullable SaslSession exchange;

    Login(Authenticator authenticator) {
        this.authenticator = authenticator;
    }

    /** I/O thread. */
    Attempt<SmtpAnswer> begin(SmtpQuestion.Login question) {
        responses.clear();
        exchange = null;
        Optional<SaslSession> begun = authenticator.begin(question.mechanism(), question.client());
        if (begun.isEmpty()) {
            return Attempt.now(new SmtpAnswer.NoMechanism());
        }
        exchange = begun.get();
        boolean clientFirst = begun.get().clientFirst();
        if (clientFirst && question.initialResponse().isEmpty()) {
            return Attempt.now(new SmtpAnswer.Challenge(new byte[0]));
        }
        if (!clientFirst) {
            responses.add(new byte[0]); // the server speaks first; an early user name of AUTH LOGIN answers that
        }
        question.initialResponse().ifPresent(responses::add);
        return step();
    }

    /** I/O thread. */
    Attempt<SmtpAnswer> respond(byte[] response) {
        responses.add(response);
        return step();
    }

    /** Worker thread, when a step needs hashing. */
    SmtpAnswer finishStep() throws InterruptedException {
        SaslSession running = running();
        SaslStep step = running.respond(responses.remove());
        while (step instanceof SaslStep.Challenge && !responses.isEmpty()) {
            step = running.respond(responses.remove());
        }
        return answer(step);
    }

    private Attempt<SmtpAnswer> step() {
        SaslSession running = running();
        while (true) {
            Optional<SaslStep> step = running.tryRespond(responses.element());
            if (step.isEmpty()) {
                return Attempt.needsWorker();
            }
            responses.remove();
            if (step.get() instanceof SaslStep.Done || responses.isEmpty()) {
                return Attempt.now(answer(step.get()));
            }
        }
    }

    private SmtpAnswer answer(SaslStep step) {
        if (step instanceof SaslStep.Challenge challenge) {
            return new SmtpAnswer.Challenge(challenge.octets());
        }
        responses.clear();
        exchange = null;
        return ((SaslStep.Done) step).outcome().match(new AuthOutcome.Cases<>() {
            @Override
            public SmtpAnswer granted(AuthOutcome.Granted outcome) {
                return new SmtpAnswer.LoggedIn(outcome.account());
            }

            @Override
            public SmtpAnswer denied(AuthOutcome.Denied outcome) {
                return new SmtpAnswer.LoginDenied();
            }

            @Override
            public SmtpAnswer tryLater(AuthOutcome.TryLater outcome) {
                return new SmtpAnswer.LoginLater();
            }
        });
    }

    private SaslSession running() {
        SaslSession running = exchange;
        if (running == null) {
            throw new IllegalStateException("no SASL exchange");
        }
        return running;
    }
}
