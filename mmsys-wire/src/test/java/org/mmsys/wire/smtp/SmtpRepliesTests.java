package org.mmsys.wire.smtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class SmtpRepliesTests {
    private static final String SECTIONS = "(RFC \\d{4}( §[\\d.]+(, §[\\d.]+)*)?(; )?)+";

    @ParameterizedTest
    @EnumSource
    void everyReplyNamesItsRfcAndBearsItsCode(SmtpReplies reply) {
        assertThat(reply.section()).matches(SECTIONS);
        assertThat(reply.name()).startsWith("R" + reply.reply().code() + "_");
        assertThat(reply.wire()).endsWith("\r\n").matches("[\\x20-\\x7e]+\r\n");
    }

    @ParameterizedTest
    @EnumSource
    void enhancedCodesStandOnAllButGreetingsAndIntermediateReplies(SmtpReplies reply) {
        boolean without = reply == SmtpReplies.R220_GREETING
                || reply == SmtpReplies.R250_HELLO
                || reply.reply().code() / 100 == 3;
        if (without) {
            assertThat(reply.reply().enhanced()).isEmpty();
        } else {
            assertThat(reply.reply().enhanced()).matches("[245]\\.\\d{1,3}\\.\\d{1,3}");
        }
        assertThat(reply.refusal()).isEqualTo(reply.reply().code() >= 400);
    }

    @ParameterizedTest
    @EnumSource
    void everyVerbNamesItsRfc(SmtpVerb verb) {
        assertThat(verb.section()).matches(SECTIONS);
    }

    @Test
    void theTableOfVerbsFollowsTheRfcs() {
        assertThat(SmtpVerb.MAIL.allowedIn(SmtpVerb.Phase.START)).isFalse();
        assertThat(SmtpVerb.MAIL.allowedIn(SmtpVerb.Phase.GREETED)).isTrue();
        assertThat(SmtpVerb.MAIL.allowedIn(SmtpVerb.Phase.MAIL)).isFalse();
        assertThat(SmtpVerb.DATA.allowedIn(SmtpVerb.Phase.CHUNKS)).isFalse();
        assertThat(SmtpVerb.BDAT.allowedIn(SmtpVerb.Phase.CHUNKS)).isTrue();
        assertThat(SmtpVerb.QUIT.allowedIn(SmtpVerb.Phase.START)).isTrue();
        assertThat(SmtpVerb.MAIL.allowedBeforeAuth()).isFalse();
        assertThat(SmtpVerb.MAIL.allowedBeforeTls()).isFalse();
        assertThat(SmtpVerb.STARTTLS.allowedBeforeTls()).isTrue();
        assertThat(SmtpVerb.RSET.lastInPipeline()).isFalse();
        assertThat(SmtpVerb.DATA.lastInPipeline()).isTrue();
    }

    @Test
    void enhancedCodesStandOnEveryLine() {
        assertThat(new SmtpReply(550, "5.1.1", List.of("one", "two", "three")).wire())
                .isEqualTo("550-5.1.1 one\r\n550-5.1.1 two\r\n550 5.1.1 three\r\n");
    }

    @Test
    void theClassesOfBothCodesAgree() {
        assertThatThrownBy(() -> new SmtpReply(550, "4.1.1", List.of("x")))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
