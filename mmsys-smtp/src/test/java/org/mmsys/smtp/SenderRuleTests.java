package org.mmsys.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mmsys.core.route.Route;
import org.mmsys.wire.address.AccountName;
import org.mmsys.wire.smtp.SmtpReplies;

/** The table "Who may send what". */
final class SenderRuleTests {

    @ParameterizedTest
    @CsvSource({
        // listener, check, login, sender, outcome
        "mta, AUTHENTICATED, none, null, ok",
        "mta, AUTHENTICATED, none, external, ok",
        "mta, AUTHENTICATED, none, ann, R530_AUTHENTICATION_REQUIRED",
        "mta, AUTHENTICATED, none, unknown, R530_AUTHENTICATION_REQUIRED",
        "mta, AUTHENTICATED, ann, ann, ok",
        "mta, AUTHENTICATED, ann, bob, R553_SENDER_NOT_YOURS",
        "mta, AUTHENTICATED, ann, unknown, R553_SENDER_NOT_YOURS",
        "mta, AUTHENTICATED, ann, null, ok",
        "mta, AUTHENTICATED, none, cid, R530_AUTHENTICATION_REQUIRED",
        "mta, AUTHENTICATED, none, dan, R530_AUTHENTICATION_REQUIRED",
        "mta, AUTHENTICATED, ann, cid, R553_SENDER_NOT_YOURS",
        "mta, AUTHENTICATED, ann, dan, R553_SENDER_NOT_YOURS",
        "mta, AUTHENTICATED, ann, external, ok",
        "mta, AUTHENTICATED, cid, cid, ok",
        "mta, AUTHENTICATED, cid, ann, R553_SENDER_NOT_YOURS",
        "mta, AUTHENTICATED, dan, dan, ok",
        "mta, USERNAME, none, cid, ok",
        "mta, USERNAME, none, dan, R451_SENDER_UNSURE",
        "mta, USERNAME, none, ann, ok",
        "mta, USERNAME, none, unknown, R550_NO_SUCH_SENDER",
        "mta, USERNAME, none, external, ok",
        "mta, USERNAME, none, null, ok",
        "mta, USERNAME, ann, bob, R553_SENDER_NOT_YOURS",
        "submission, AUTHENTICATED, none, null, R530_AUTHENTICATION_REQUIRED",
        "submission, AUTHENTICATED, none, ann, R530_AUTHENTICATION_REQUIRED",
        "submission, USERNAME, none, ann, R530_AUTHENTICATION_REQUIRED",
        "submission, USERNAME, none, external, R530_AUTHENTICATION_REQUIRED",
        "submission, AUTHENTICATED, none, cid, R530_AUTHENTICATION_REQUIRED",
        "submission, AUTHENTICATED, cid, cid, ok",
        "submission, AUTHENTICATED, cid, ann, R553_SENDER_NOT_YOURS",
        "submission, AUTHENTICATED, dan, dan, ok",
        "submission, AUTHENTICATED, ann, dan, R553_SENDER_NOT_YOURS",
        "submission, AUTHENTICATED, ann, ann, ok",
        "submission, AUTHENTICATED, ann, bob, R553_SENDER_NOT_YOURS",
        "submission, AUTHENTICATED, ann, unknown, R553_SENDER_NOT_YOURS",
        "submission, AUTHENTICATED, ann, external, R553_SENDER_NOT_YOURS",
    })
    void followsTheTable(String listener, SenderCheck check, String login, String sender, String outcome) {
        Optional<SmtpReplies> refusal = SenderRule.sender(
                MachineTalk.policy(listener.equals("submission"), check),
                login.equals("none") ? Optional.empty() : Optional.of(new AccountName(login, "here.test")),
                route(sender));
        assertThat(refusal.map(Enum::name).orElse("ok")).isEqualTo(outcome);
    }

    @ParameterizedTest
    @CsvSource({
        // who, relay, recipient, outcome
        "STRANGER, no, ann, ok",
        "STRANGER, no, cid, ok",
        "STRANGER, no, dan, R450_RECIPIENT_UNSURE",
        "STRANGER, no, unknown, R550_NO_SUCH_USER",
        "STRANGER, no, external, R550_RELAY_DENIED",
        "STRANGER, relay, external, R550_RELAY_DENIED",
        "ACCOUNT, no, ann, ok",
        "ACCOUNT, no, cid, ok",
        "ACCOUNT, no, dan, ok",
        "ACCOUNT, no, unknown, R550_NO_SUCH_USER",
        "ACCOUNT, relay, external, R550_RELAY_DENIED",
        "OWNER, no, ann, ok",
        "OWNER, no, cid, ok",
        "OWNER, no, dan, ok",
        "OWNER, no, unknown, R550_NO_SUCH_USER",
        "OWNER, no, external, R550_RELAY_DENIED",
        "OWNER, relay, external, ok",
        "PEER, relay, ann, ok",
        "PEER, relay, cid, R551_NOT_HERE",
        "PEER, relay, dan, R551_NOT_HERE",
        "PEER, relay, unknown, R551_NOT_HERE",
        "PEER, relay, external, R551_NOT_HERE",
    })
    void knowsWhomEachMayWriteTo(SenderRule.From from, String relay, String recipient, String outcome) {
        SmtpPolicy policy = MachineTalk.policy(false, SenderCheck.AUTHENTICATED, relay.equals("relay"));
        assertThat(SenderRule.recipient(policy, from, MachineTalk.route(recipient))
                        .map(Enum::name)
                        .orElse("ok"))
                .isEqualTo(outcome);
    }

    private static Optional<Route> route(String sender) {
        return sender.equals("null") ? Optional.empty() : Optional.of(MachineTalk.route(sender));
    }
}
