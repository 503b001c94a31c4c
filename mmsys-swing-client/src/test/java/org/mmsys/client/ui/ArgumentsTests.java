package org.mmsys.client.ui;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mmsys.client.core.model.Endpoints;
import picocli.CommandLine;

/** The arguments of the window (client.md, points 1 and 2). */
final class ArgumentsTests {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private CommandLine line() {
        return ClientMain.line(new PrintWriter(out, true), new PrintWriter(err, true));
    }

    @Test
    void helpNamesTheServersEachWithPrimaryAndBackup() {
        assertThat(line().execute("--help")).isZero();
        assertThat(err.toString()).isEmpty();
        for (String option : new String[] {"--account-server", "--smtp", "--pop3"}) {
            assertThat(out.toString()).containsPattern(option + "=H:P\\[,H:P]\\s+Primary and backup");
        }
        assertThat(out.toString()).contains("--user", "--profile", "Example:", "mailto:");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--smtp=nonsense",
                "--pop3=a:b",
                "--pop3=a:70000",
                "--account-server=a:1,",
                "--smtp=a:1,b:2,c:3",
                "--smtp=::1:587",
                "--smtp=[::1:587",
                "--no-such-option"
            })
    void aMistakeIsOneLineAndOne(String wrong) {
        assertThat(line().execute(wrong)).isEqualTo(1);
        assertThat(err.toString().lines()).singleElement().asString().startsWith("mmsys-client: ");
        assertThat(err.toString()).contains(wrong.replaceFirst("=.*", ""));
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void ipv6StandsInBrackets() {
        CommandLine.ParseResult read = line().parseArgs("--smtp", "[::1]:587,[fe80::2]:588", "--pop3", "[::1]:110");
        assertThat(read.<Endpoints>matchedOptionValue(
                        "--smtp", Endpoints.parse("a:1").orElseThrow()))
                .hasToString("[::1]:587,[fe80::2]:588");
    }
}
