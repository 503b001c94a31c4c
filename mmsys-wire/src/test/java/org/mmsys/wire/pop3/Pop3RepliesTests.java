package org.mmsys.wire.pop3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The catalogue of replies keeps its own rules. */
final class Pop3RepliesTests {
    @Test
    void everyReplyIsOneAsciiLineWithASource() throws IllegalAccessException {
        List<Pop3Reply> all = all();

        assertThat(all).hasSizeGreaterThan(40).allSatisfy(reply -> {
            assertThat(reply.line()).matches("(\\+OK|-ERR|\\+)( [ -~]+)?\r\n");
            assertThat(reply.reference()).matches("RFC \\d{4} §.*|XFOLDERS 1");
        });
    }

    @Test
    void refusalsAndOnlyRefusalsBeginWithErr() throws IllegalAccessException {
        for (Field field : Pop3Replies.class.getFields()) {
            String line = ((Pop3Reply) field.get(null)).line();
            assertThat(line.startsWith("-ERR"))
                    .as(field.getName())
                    .isEqualTo(field.getName().startsWith("ERR_"));
        }
    }

    @Test
    void onlyWrongCredentialsAreSaidToBeWrong() throws IllegalAccessException {
        assertThat(all())
                .filteredOn(reply -> reply.line().contains("[AUTH]"))
                .containsExactlyInAnyOrder(Pop3Replies.ERR_AUTH, Pop3Replies.ERR_TOO_MANY_FAILURES);
    }

    @Test
    void aReplyIsOneLine() {
        assertThatThrownBy(() -> new Pop3Reply("+OK\r\n+OK\r\n", "RFC 1939 §3"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Pop3Reply("+OK", "RFC 1939 §3")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Pop3Reply.ok("x".repeat(600), "RFC 1939 §3"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static List<Pop3Reply> all() throws IllegalAccessException {
        List<Pop3Reply> all = new ArrayList<>();
        for (Field field : Pop3Replies.class.getFields()) {
            all.add((Pop3Reply) field.get(null));
        }
        return all;
    }
}
