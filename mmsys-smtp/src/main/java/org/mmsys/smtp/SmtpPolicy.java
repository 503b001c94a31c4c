package org.mmsys.smtp;

import java.time.Duration;
import org.mmsys.core.config.Settings;
import org.mmsys.core.protocol.HouseContext;
import org.mmsys.core.protocol.ListenerSpec;

/**
 * The rules of one listener.
 *
 * @param submission whether it is for our own users (RFC 6409) and not for the mail of strangers
 * @param hostname how this node calls itself
 * @param domain the domain of {@code <postmaster>}
 * @param node what this node is called by the other nodes of the system
 * @param relayExternal whether those who have logged in may send to other domains
 */
public record SmtpPolicy(
        boolean submission,
        SenderCheck senderCheck,
        String hostname,
        String domain,
        String node,
        boolean relayExternal,
        long sizeLimit,
        int recipientsMax,
        int messagesMax,
        int commandsMax,
        int errorsBeforePause,
        int errorsMax,
        Duration errorPause,
        Duration idle) {
    /** For the trace fields that a message has got at other servers of ours since one of them took it. */
    private static final int TRACE_ROOM = 64 * 1024;

    /**
     * The rules for a listener as configured.
     *
     * @throws IllegalArgumentException when the settings would let anybody on the network use our names
     */
    public static SmtpPolicy of(HouseContext house, ListenerSpec listener) {
        Settings settings = house.settings();
        boolean submission = !settings.get(SmtpKeys.MTA_LISTENERS).contains(listener.name());
        SenderCheck check = settings.get(SmtpKeys.SENDER_CHECK);
        if (!submission && check == SenderCheck.USERNAME && !settings.get(SmtpKeys.SENDER_CHECK_ALLOW_PUBLIC)) {
            requireLoopback(listener);
        }
        return new SmtpPolicy(
                submission,
                check,
                house.hostname(),
                house.domain(),
                house.node().toString(),
                settings.get(SmtpKeys.RELAY_EXTERNAL),
                settings.get(SmtpKeys.MESSAGE_SIZE_LIMIT),
                settings.get(SmtpKeys.RECIPIENTS_MAX),
                settings.get(SmtpKeys.MESSAGES_MAX),
                settings.get(SmtpKeys.COMMANDS_MAX),
                settings.get(SmtpKeys.ERRORS_BEFORE_PAUSE),
                settings.get(SmtpKeys.ERRORS_MAX),
                settings.get(SmtpKeys.ERROR_PAUSE),
                settings.get(SmtpKeys.IDLE_TIMEOUT));
    }

    /** The largest message this session may bring: what one server of ours has taken is not too large for another. */
    long sizeLimit(SmtpSession session) {
        return session.caller().itself() ? sizeLimit + TRACE_ROOM : sizeLimit;
    }

    private static void requireLoopback(ListenerSpec listener) {
        if (listener.address().getAddress() == null
                || !listener.address().getAddress().isLoopbackAddress()) {
            throw new IllegalArgumentException("smtp.sender-check = username lets anybody who reaches the listener "
                    + listener.name() + " at " + listener.address().getHostString()
                    + " send under any name of ours: use authenticated, listen on loopback only,"
                    + " or say smtp.sender-check.allow-public = yes");
        }
    }
}
