package org.mmsys.smtp;

import java.time.Duration;
import java.util.List;
import org.mmsys.core.config.Key;

/** The settings of the SMTP server. */
public final class SmtpKeys {
    public static final Key<Long> MESSAGE_SIZE_LIMIT = Key.size(
            "message.size-limit", "50MB", "The largest message taken, announced by SIZE and enforced (RFC 1870).");

    public static final Key<Boolean> RELAY_EXTERNAL = Key.flag(
            "relay.external",
            false,
            "Take mail for other domains from senders who have logged in, and send it there; else 550 5.7.1.");
    static final Key<List<String>> MTA_LISTENERS = Key.list(
            "smtp.mta-listeners",
            "smtp",
            "Names of the SMTP listeners that take mail from strangers for our accounts;"
                    + " all other ones are for submission and ask for a login (RFC 6409).");
    public static final Key<SenderCheck> SENDER_CHECK = Key.choice(
            "smtp.sender-check",
            SenderCheck.class,
            SenderCheck.AUTHENTICATED,
            "What an MTA listener asks of senders in our own domains: a login that owns the address,"
                    + " or only that the account exists (for classic clients, loopback only).");
    public static final Key<Boolean> SENDER_CHECK_ALLOW_PUBLIC = Key.flag(
            "smtp.sender-check.allow-public",
            false,
            "Allow smtp.sender-check = username on listeners that are not on loopback: anybody may then use any name.");
    static final Key<Integer> RECIPIENTS_MAX = Key.count(
            "smtp.recipients-max",
            1000,
            100,
            10_000,
            "The most recipients of one message, announced by LIMITS (RFC 5321 §4.5.3.1.8, RFC 9422).");
    static final Key<Integer> MESSAGES_MAX = Key.count(
            "smtp.messages-max",
            100_000,
            1,
            999_999,
            "The most messages of one session, announced by LIMITS as MAILMAX (RFC 9422).");
    static final Key<Integer> COMMANDS_MAX = Key.count(
            "smtp.commands-max",
            10_000,
            100,
            1_000_000,
            "The most commands since the last accepted message, accepted recipients and chunks not counted; then 421.");
    static final Key<Integer> ERRORS_BEFORE_PAUSE = Key.count(
            "smtp.errors-before-pause",
            20,
            1,
            10_000,
            "After that many refused commands since the last accepted message each refusal is delayed.");
    static final Key<Integer> ERRORS_MAX = Key.count(
            "smtp.errors-max",
            100,
            1,
            10_000,
            "After that many refused commands since the last accepted message the session ends with 421.");
    static final Key<Duration> ERROR_PAUSE =
            Key.duration("smtp.error-pause", "1s", "How long refusals are delayed after too many errors.");
    static final Key<Duration> IDLE_TIMEOUT = Key.duration(
            "smtp.idle-timeout",
            "5m",
            "Silence before the session ends with 421; RFC 5321 §4.5.3.2.7 asks for 5 minutes or more.");

    private SmtpKeys() {}

    /** All of them. */
    public static List<Key<?>> all() {
        return List.of(
                MESSAGE_SIZE_LIMIT,
                RELAY_EXTERNAL,
                MTA_LISTENERS,
                SENDER_CHECK,
                SENDER_CHECK_ALLOW_PUBLIC,
                RECIPIENTS_MAX,
                MESSAGES_MAX,
                COMMANDS_MAX,
                ERRORS_BEFORE_PAUSE,
                ERRORS_MAX,
                ERROR_PAUSE,
                IDLE_TIMEOUT);
    }
}
