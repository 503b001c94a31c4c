package org.mmsys.wire.smtp;

import java.time.Duration;

/** How long a client waits for a silent server (RFC 5321 §4.5.3.2). */
public record SmtpClientTimes(
        Duration greeting, Duration command, Duration dataBegin, Duration dataEnd, Duration goodBye) {
    /**
     * Servers of others: as the RFC asks, but 9 minutes instead of 10 behind the final dot, which our own side allows for a
     * question.
     */
    public static final SmtpClientTimes OUTSIDE = new SmtpClientTimes(
            Duration.ofMinutes(5),
            Duration.ofMinutes(5),
            Duration.ofMinutes(2),
            Duration.ofMinutes(9),
            Duration.ofSeconds(10));

    /** Servers of our own system, on which our users wait. */
    public static final SmtpClientTimes PEERS = new SmtpClientTimes(
            Duration.ofSeconds(30),
            Duration.ofSeconds(30),
            Duration.ofSeconds(30),
            Duration.ofMinutes(2),
            Duration.ofSeconds(5));

    /** The same with at most this much for everything: for questions somebody waits for. */
    public SmtpClientTimes atMost(Duration most) {
        return new SmtpClientTimes(
                shorter(greeting, most),
                shorter(command, most),
                shorter(dataBegin, most),
                shorter(dataEnd, most),
                shorter(goodBye, most));
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) <= 0 ? one : other;
    }
}
