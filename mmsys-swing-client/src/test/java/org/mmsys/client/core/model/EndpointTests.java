package org.mmsys.client.core.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Addresses of servers as people type them. */
final class EndpointTests {
    @ParameterizedTest
    @ValueSource(strings = {"mail.example.org:110", "127.0.0.1:1101", "[::1]:1101", "[2001:db8::1]:65535"})
    void readsWhatItWrites(String text) {
        assertThat(Endpoint.parse(text)).isPresent().get().hasToString(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ":", "host", "host:", ":110", "host:0", "host:65536", "::1:110", "ho st:1", "host:12a", "a,b:1", "u@h:1"})
    void refusesWhatIsNone(String text) {
        assertThat(Endpoint.parse(text)).isEmpty();
    }

    @Test
    void readsPrimaryAndBackup() {
        Endpoints both = Endpoints.parse("a:1, [::1]:2").orElseThrow();
        assertThat(both.all()).extracting(Endpoint::toString).containsExactly("a:1", "[::1]:2");
        assertThat(both.all().get(1).loopback()).isTrue();
        assertThat(Endpoints.parse("a:1,b:2,c:3")).isEmpty();
        assertThat(Endpoints.parse("a:1,")).isEmpty();
    }
}
