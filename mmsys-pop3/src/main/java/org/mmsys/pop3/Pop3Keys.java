package org.mmsys.pop3;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.mmsys.core.config.Key;

/** The settings of POP3 as they are written. */
public final class Pop3Keys {
    private static final Duration IDLE_LEAST = Duration.ofMinutes(10);

    public static final Key<Duration> IDLE_TIMEOUT = atLeast(
            IDLE_LEAST,
            Key.duration(
                    "pop3.idle-timeout",
                    "10m",
                    "Silence before a POP3 session is closed; nothing is deleted then. RFC 1939 §3 asks for 10m or more."));

    public static final Key<Duration> FAILURE_PAUSE = Key.duration(
            "pop3.failure-pause", "1s", "Wait before the answer to a wrong password, on top of the throttles.");

    public static final Key<Integer> FAILURES_MAX = Key.count(
            "pop3.failures-max",
            10,
            1,
            100,
            "Wrong passwords in one POP3 session before it is closed; a client tries one typing mistake three times.");

    public static final Key<Integer> ERRORS_MAX = Key.count(
            "pop3.errors-max", 20, 1, 10_000, "Commands without sense in one POP3 session before it is closed.");

    public static final Key<Boolean> START_TLS =
            Key.flag("pop3.starttls", true, "Whether STLS is offered on POP3 connections that begin in the clear.");

    public static final Key<Utf8Headers> UTF8_HEADERS = Key.choice(
            "pop3.utf8-headers",
            Utf8Headers.class,
            Utf8Headers.REFUSE,
            "What a client that did not say UTF8 gets for a message with UTF-8 headers: -ERR [UTF8] (RFC 6856), or the"
                    + " message all the same.");

    /** Shared with SMTP, where it is declared. */
    static final Key<Long> MESSAGE_SIZE_LIMIT =
            Key.size("message.size-limit", "50MB", "The largest message taken, in octets as it is stored.");

    /** All keys that begin with {@code pop3.}. */
    public static final List<Key<?>> ALL =
            List.of(IDLE_TIMEOUT, FAILURE_PAUSE, FAILURES_MAX, ERRORS_MAX, START_TLS, UTF8_HEADERS);

    private Pop3Keys() {}

    /** What to do with a message whose header is in UTF-8. */
    public enum Utf8Headers {
        REFUSE,
        SEND
    }

    private static Key<Duration> atLeast(Duration least, Key<Duration> key) {
        return new Key<>(
                key.name(),
                value -> {
                    Duration parsed = key.parse(value);
                    if (parsed.compareTo(least) < 0) {
                        throw new IllegalArgumentException(value);
                    }
                    return parsed;
                },
                Optional.of(key.standard().orElseThrow()),
                "a duration of at least " + least.toMinutes() + "m",
                key.doc());
    }
}
