package org.mmsys.pop3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.mmsys.core.config.Key;
import org.mmsys.core.protocol.ProtocolProvider;

/** POP3 is found by the house and its settings hold their promises. */
final class Pop3ProviderTests {
    @Test
    void isFound() {
        assertThat(ServiceLoader.load(ProtocolProvider.class))
                .anyMatch(provider -> provider.id().equals("pop3") && provider instanceof Pop3Provider);
    }

    @Test
    void everyKeyHasAnAllowedStandardAndADescription() {
        assertThat(new Pop3Provider().keys()).isNotEmpty().allSatisfy(key -> {
            assertThat(key.name()).startsWith("pop3.");
            assertThat(key.doc()).endsWith(".");
            assertThat(parse(key, key.standard().orElseThrow())).isNotNull();
        });
    }

    @Test
    void idleTimeoutsBelowTheRfcAreRefused() {
        assertThat(Pop3Keys.IDLE_TIMEOUT.parse("10m")).isEqualTo(Duration.ofMinutes(10));
        assertThatThrownBy(() -> Pop3Keys.IDLE_TIMEOUT.parse("9m")).isInstanceOf(IllegalArgumentException.class);
        assertThat(Pop3Keys.IDLE_TIMEOUT.allowed()).contains("10m");
    }

    private static <T> T parse(Key<T> key, String value) {
        return key.parse(value);
    }
}
