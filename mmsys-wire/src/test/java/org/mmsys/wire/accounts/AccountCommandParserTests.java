package org.mmsys.wire.accounts;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mmsys.wire.accounts.AccountCommandParser.Parsed;

class AccountCommandParserTests {
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "CAPA;CAPA",
                "capa;CAPA",
                "Stls;STLS",
                "AVAIL ann;AVAIL ann",
                "avail Ann@Here.Test;AVAIL Ann@Here.Test",
                "CREATE ann 0123-abc_.~+/=;CREATE ann 0123-abc_.~+/=",
                "AUTH PLAIN;AUTH PLAIN",
                "auth scram-sha-256 biws;AUTH scram-sha-256 biws",
                "AUTH PLAIN =;AUTH PLAIN =",
                "PASSWD;PASSWD",
                "DELETE;DELETE",
                "WHERE;WHERE",
                "NOOP;NOOP",
                "QUIT;QUIT"
            })
    void readsCommands(String line, String command) {
        Parsed parsed = AccountCommandParser.parse(line);

        assertThat(parsed).isInstanceOf(Parsed.Command.class);
        assertThat(((Parsed.Command) parsed).command().line()).isEqualTo(command);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", " CAPA", "CAP", "CAPA\t", "HELO x", "CAPA\r", "GET / HTTP/1.1", "\u0130QUIT"})
    void knowsNoOtherVerbs(String line) {
        assertThat(AccountCommandParser.parse(line)).isInstanceOf(Parsed.UnknownVerb.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CAPA x",
                "CAPA ",
                "AVAIL",
                "AVAIL ",
                "AVAIL  ann",
                "AVAIL ann bob",
                "CREATE",
                "CREATE ann",
                "CREATE ann 01234567 x",
                "CREATE ann 0123456789012345678901234567890123456789012345678901234567890123456789",
                "CREATE ann 0123456\u00e9",
                "AUTH",
                "AUTH PLAIN x y",
                "AUTH PL$IN",
                "PASSWD secret",
                "DELETE ann",
                "QUIT now"
            })
    void refusesWrongArguments(String line) {
        assertThat(AccountCommandParser.parse(line)).isInstanceOf(Parsed.BadSyntax.class);
    }

    @Test
    void neverShowsAnInitialResponse() {
        assertThat(new AccountCommand.Auth("PLAIN", Optional.of("AGFubgBzZWNyZXQ=")).toString())
                .doesNotContain("AGFubg");
    }

    @ParameterizedTest
    @EnumSource(AccountReply.Code.class)
    void repliesSurviveTheWire(AccountReply.Code code) {
        AccountReply reply = AccountReply.failed(code, "a text");
        String line = reply.octets().strip();

        assertThat(line).isEqualTo("-ERR [" + code.wire() + "] a text");
        assertThat(AccountReply.parse(line)).contains(reply);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "+OK;true;''",
                "+OK  hello;true;' hello'",
                "-ERR;false;''",
                "-ERR [NEW] x;false;x",
                "-ERR x;false;x"
            })
    void readsReplies(String line, boolean ok, String text) {
        assertThat(AccountReply.parse(line))
                .hasValueSatisfying(reply -> assertThat(reply.ok()).isEqualTo(ok))
                .hasValueSatisfying(reply -> assertThat(reply.code()).isEmpty())
                .hasValueSatisfying(reply -> assertThat(reply.text()).isEqualTo(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "OK", "+OKAY", "-ERROR", "220 hello", "+ YQ=="})
    void otherLinesAreNoReplies(String line) {
        assertThat(AccountReply.parse(line)).isEmpty();
    }
}
