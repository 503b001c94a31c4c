package org.mmsys.client.core.mime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mmsys.client.core.model.Account;
import org.mmsys.client.core.model.Account.Leave;
import org.mmsys.client.core.model.Account.Security;
import org.mmsys.client.core.model.Draft;
import org.mmsys.client.core.model.Draft.Kind;
import org.mmsys.client.core.model.Endpoint;
import org.mmsys.client.core.model.Endpoints;
import org.mmsys.client.core.model.MessageRow;
import org.mmsys.client.core.model.OpenedMessage;

/** Whom an answer goes to, what it quotes, what it refers to. */
final class AnswersTests {
    private static final Endpoints NOWHERE = Endpoints.of(new Endpoint("localhost", 1));
    private static final Account ADA = new Account(
            "ada",
            "ada",
            "ada@example.org",
            "Ada",
            NOWHERE,
            NOWHERE,
            Optional.empty(),
            Security.REQUIRED,
            Leave.UNTIL_DELETED,
            "Ada, Analytical Engines",
            0);
    private static final Draft BLANK =
            new Draft("d", "ada", "", "", "", "", "", List.of(), "new@example.org", "", List.of(), Optional.empty());

    private static Draft answer(String head, String body, Kind kind, Optional<String> selection) throws IOException {
        Headers headers = Headers.of(
                new ByteArrayInputStream((head.replace("\n", "\r\n") + "\r\n\r\n").getBytes(StandardCharsets.UTF_8)));
        MessageRow row = headers.row(new MessageRow.Key("ada", "INBOX", "1"), 1, 0, Instant.EPOCH);
        OpenedMessage message = new OpenedMessage(
                row,
                headers.all(),
                new OpenedMessage.Addressees(
                        headers.people("From"), headers.people("To"), headers.people("Cc"), headers.people("Reply-To")),
                body,
                false,
                false,
                List.of(),
                Map.of(),
                List.of(),
                List.of(),
                true);
        return Answers.to(message, headers, ADA, BLANK, kind, selection);
    }

    private static final String HEAD = """
            From: Grace <grace@example.org>
            To: Ada <ADA@example.org>, Linus <linus@example.org>
            Cc: ada@example.org, grace@example.org, Donald <donald@example.org>
            Subject: Re: RE: plan
            Message-ID: <3@x>
            In-Reply-To: <2@x>
            References: <1@x> <2@x>""";

    @Test
    void replyQuotesAndRefers() throws IOException {
        Draft draft = answer(HEAD, "one\n> older\n\ntwo\n-- \nGrace", Kind.REPLY, Optional.empty());
        assertThat(draft.to()).isEqualTo("Grace <grace@example.org>");
        assertThat(draft.cc()).isEmpty();
        assertThat(draft.subject()).isEqualTo("Re: plan");
        assertThat(draft.inReplyTo()).isEqualTo("<3@x>");
        assertThat(draft.references()).containsExactly("<1@x>", "<2@x>", "<3@x>");
        assertThat(draft.body())
                .contains("Grace wrote:\n> one\n>> older\n>\n> two\n")
                .doesNotContain("-- \nGrace")
                .endsWith("\n-- \nAda, Analytical Engines\n");
        assertThat(draft.messageId()).isEqualTo("new@example.org");
    }

    @Test
    void replyAllNeverIncludesOneselfAndNobodyTwice() throws IOException {
        Draft draft = answer(HEAD, "x", Kind.REPLY_ALL, Optional.empty());
        assertThat(draft.to()).isEqualTo("Grace <grace@example.org>");
        assertThat(draft.cc()).isEqualTo("Linus <linus@example.org>, Donald <donald@example.org>");
        assertThat((draft.to() + draft.cc() + draft.bcc()).toLowerCase(Locale.ROOT))
                .doesNotContain("ada@example.org");
    }

    @Test
    void onlyTheSelectionIsQuotedIfThereIsOne() throws IOException {
        Draft draft = answer(HEAD, "one\ntwo", Kind.REPLY, Optional.of("two"));
        assertThat(draft.body()).contains("> two").doesNotContain("> one");
    }

    @Test
    void anAnswerToOnesOwnMessageGoesToThoseItWentTo() throws IOException {
        String own = "From: ada@example.org\nTo: linus@example.org\nSubject: x\nMessage-ID: <1@x>";
        assertThat(answer(own, "x", Kind.REPLY, Optional.empty()).to()).isEqualTo("linus@example.org");
    }

    @Test
    void replyToAndTheListAreHonoured() throws IOException {
        String list =
                "From: grace@example.org\nReply-To: office@example.org\nList-Post: <mailto:all@lists.example.org>";
        assertThat(answer(list, "x", Kind.REPLY, Optional.empty()).to()).isEqualTo("office@example.org");
        assertThat(answer(list, "x", Kind.REPLY_LIST, Optional.empty()).to()).isEqualTo("all@lists.example.org");
    }

    @Test
    void aForwardedMessageAnswersNothing() throws IOException {
        Draft draft = answer(HEAD, "text", Kind.FORWARD_INLINE, Optional.empty());
        assertThat(draft.subject()).isEqualTo("Fwd: Re: RE: plan");
        assertThat(draft.to() + draft.inReplyTo()).isEmpty();
        assertThat(draft.references()).isEmpty();
        assertThat(draft.body()).contains("Forwarded message", "From: Grace <grace@example.org>", "text");
    }

    @Test
    void aThousandReferencesAreCutInTheMiddle() throws IOException {
        StringBuilder many = new StringBuilder("From: a@b\nMessage-ID: <last@x>\nReferences:");
        for (int i = 0; i < 1000; i++) {
            many.append(" <").append(i).append("@x>");
        }
        assertThat(answer(many.toString(), "x", Kind.REPLY, Optional.empty()).references())
                .hasSize(50)
                .startsWith("<0@x>")
                .endsWith("<last@x>");
    }

    @ParameterizedTest
    @CsvSource({"AW: Re: x,x", "re[2]: x,x", "Regarding x,Regarding x", "Re:,''", "Sv: Antw: x,x"})
    void answersHaveOnePrefix(String subject, String bare) {
        assertThat(Answers.withoutPrefixes(subject, true)).isEqualTo(bare);
    }
}
