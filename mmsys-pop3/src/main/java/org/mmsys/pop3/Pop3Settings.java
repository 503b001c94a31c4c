package org.mmsys.pop3;

import java.time.Duration;
import org.mmsys.core.config.Settings;

/**
 * The settings of POP3, read once at start.
 *
 * @param idle silence before we close without a word (RFC 1939 §3)
 * @param failurePause wait before the answer to a failed login
 * @param failuresMax failed logins before we close
 * @param errorsMax commands that make no sense before we close
 * @param startTls whether STLS is offered on connections in the clear
 * @param refuseUtf8Headers whether messages with UTF-8 headers are kept from clients that did not say UTF8
 * @param appendMax octets of the largest message that XAPPEND takes
 */
public record Pop3Settings(
        Duration idle,
        Duration failurePause,
        int failuresMax,
        int errorsMax,
        boolean startTls,
        boolean refuseUtf8Headers,
        long appendMax) {

    static Pop3Settings of(Settings settings) {
        return new Pop3Settings(
                settings.get(Pop3Keys.IDLE_TIMEOUT),
                settings.get(Pop3Keys.FAILURE_PAUSE),
                settings.get(Pop3Keys.FAILURES_MAX),
                settings.get(Pop3Keys.ERRORS_MAX),
                settings.get(Pop3Keys.START_TLS),
                settings.get(Pop3Keys.UTF8_HEADERS) == Pop3Keys.Utf8Headers.REFUSE,
                settings.get(Pop3Keys.MESSAGE_SIZE_LIMIT));
    }
}
