package org.mmsys.accounts;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.mmsys.core.route.AuthOutcome;
import org.mmsys.testkit.VirtualClock;
import org.mmsys.wire.session.Input.Client;
import org.slf4j.Marker;
import org.slf4j.event.Level;
import org.slf4j.event.LoggingEvent;
import org.slf4j.helpers.LegacyAbstractLogger;
import org.slf4j.spi.LoggingEventAware;

/** The line that intrusion tools read. */
class LoginLogTests {
    private static final Client CLIENT = AccountsFixture.remote("192.0.2.77");
    private final List<String> lines = new ArrayList<>();
    private final LoginGuard guard = new LoginGuard(new VirtualClock(), new Recorder(lines));

    @Test
    void failuresAreToldWithTheAddressAndWithoutHarm() {
        AuthOutcome outcome = guard.denied("ann\r\nevent=x", Optional.empty(), "PLAIN", "wrong password", CLIENT);

        assertThat(outcome).isEqualTo(new AuthOutcome.Denied());
        assertThat(lines)
                .containsExactly("INFO event=auth-failed ip=192.0.2.77 account=ann\\x0d\\x0aevent=x sid=sid1"
                        + " mechanism=PLAIN reason=wrong password login refused");
    }

    @Test
    void successAndThrottlingAreForDebugging() {
        guard.granted(AccountsFixture.name("ann"), "PLAIN", CLIENT);
        guard.throttled("ann", "PLAIN", CLIENT);

        assertThat(lines).hasSize(2).allMatch(line -> line.startsWith("DEBUG "));
    }

    /** Keeps events as text. */
    private static final class Recorder extends LegacyAbstractLogger implements LoggingEventAware {
        private static final long serialVersionUID = 1;
        private final transient List<String> lines;

        Recorder(List<String> lines) {
            this.lines = lines;
            this.name = "recorder";
        }

        @Override
        public void log(LoggingEvent event) {
            String pairs = event.getKeyValuePairs().stream()
                    .map(pair -> pair.key + "=" + pair.value)
                    .collect(Collectors.joining(" "));
            lines.add(event.getLevel() + " " + pairs + " " + event.getMessage());
        }

        @Override
        protected @Nullable String getFullyQualifiedCallerName() {
            return null;
        }

        @Override
        protected void handleNormalizedLoggingCall(
                Level level,
                Marker marker,
                String message,
                @Nullable Object @Nullable [] arguments,
                @Nullable Throwable thrown) {
            lines.add(level + " " + message);
        }

        @Override
        public boolean isTraceEnabled() {
            return true;
        }

        @Override
        public boolean isDebugEnabled() {
            return true;
        }

        @Override
        public boolean isInfoEnabled() {
            return true;
        }

        @Override
        public boolean isWarnEnabled() {
            return true;
        }

        @Override
        public boolean isErrorEnabled() {
            return true;
        }
    }
}
