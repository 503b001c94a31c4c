package org.mmsys.client.core;

/** Opens engines: the one door for the window and the command line. */
public final class MailEngine {
    private MailEngine() {}

    /**
     * Opens the profile and starts an engine on it. Takes less than a second; to be called off the event thread.
     *
     * <p>Fails with {@link Problem.Cause#PROFILE_HELD} while another instance has it.
     */
    public static Outcome<MailService> open(EngineSettings settings) {
        return new Outcome.Failed<>(Problem.of(Problem.Cause.INTERNAL, "not built yet: " + settings.profile()));
    }
}
