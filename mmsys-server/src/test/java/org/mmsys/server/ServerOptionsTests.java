package org.mmsys.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ServerOptionsTests {
    private static ServerOptions.Parsed parse(String... arguments) {
        return new ServerOptions(ServerKeys.all()).parse(arguments);
    }

    @Test
    void takesBothSpellings() {
        ServerOptions.Parsed parsed = parse("--server", "s1", "--smtp=127.0.0.1:25", "--config", "a.properties");
        assertThat(parsed.errors()).isEmpty();
        assertThat(parsed.keys()).containsEntry("server", "s1").containsEntry("smtp", "127.0.0.1:25");
        assertThat(parsed.config()).contains(Path.of("a.properties"));
    }

    @Test
    void takesListenersOfAnyName() {
        ServerOptions.Parsed parsed = parse("--listener.x.protocol=finger", "--listener.x.address", "127.0.0.1:79");
        assertThat(parsed.errors()).isEmpty();
        assertThat(parsed.keys())
                .containsEntry("listener.x.protocol", "finger")
                .containsEntry("listener.x.address", "127.0.0.1:79");
    }

    @Test
    void takesAFlagWithoutValue() {
        assertThat(parse("--witness").keys()).containsEntry("witness", "yes");
        assertThat(parse("--witness=no").keys()).containsEntry("witness", "no");
    }

    @Test
    void takesSeveralNodes() {
        ServerOptions.Parsed parsed = parse("--node", "s1/primary=h,smtp=1", "--node=s2/primary=h,smtp=2");
        assertThat(parsed.errors()).isEmpty();
        assertThat(parsed.keys()).containsEntry("node", "s1/primary=h,smtp=1\ns2/primary=h,smtp=2");
    }

    @Test
    void namesWhatItDoesNotKnow() {
        assertThat(parse("--smpt", "127.0.0.1:25").errors()).anyMatch(error -> error.contains("--smpt"));
        assertThat(parse("--server", "a", "--server", "b").errors()).isNotEmpty();
    }

    @Test
    void explainsEveryKey() {
        String usage = new ServerOptions(ServerKeys.all()).usage();
        ServerKeys.all().forEach(key -> assertThat(usage).contains("--" + key.name()));
    }
}
