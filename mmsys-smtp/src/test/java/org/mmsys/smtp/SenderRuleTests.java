package org.mmsys.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mmsys.core.route.Route;
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
        "mta, USERNAME, none, ann, ok",
        "mta, USERNAME, none, unknown, R550_NO_SUCH_SENDER",
        "mta, USERNAME, none, external, ok",
        "mta, USERNAME, none, null, ok",
        "mta, USERNAME, ann, bob, R553_SENDER_NOT_YOURS",
        "submission, AUTHENTICATED, none, null, R530_AUTHENTICATION_REQUIRED",
        "submission, AUTHENTICATED, none, ann, R530_AUTHENTICATION_REQUIRED",
        "submission, USERNAME, none, ann, R530_AUTHENTICATION_REQUIRED",
        "submission, USERNAME, none, external, R530_AUTHENTICATION_REQUIRED",
        "submission, AUTHENTICATED, ann, ann, ok",
        "submission, AUTHENTICATED, ann, bob, R553_SENDER_NOT_YOURS",
        "submission, AUTHENTICATED, ann, unknown, R553_SENDER_NOT_YOURS",
        "submission, AUTHENTICATED, ann, external, R553_SENDER_NOT_YOURS",
    })
    void followsTheTable(String listener, SenderCheck check, String login, String sender, String outcome) {
        Optional<SmtpReplies> refusal = SenderRule.sender(
                MachineTalk.policy(listener.equals("submission"), check),
                login.equals("none") ? Optional.empty() : Optional.of(MachineTalk.ANN),
                route(sender));
        assertThat(refusal.map(Enum::name).orElse("ok")).isEqualTo(outcome);
    }

    @Test
    void takesMailForAccountsOfTheSystemOnly() {
        assertThat(SenderRule.recipient(new Route.Local(MachineTalk.ANN))).isEmpty();
        assertThat(SenderRule.recipient(new Route.Unknown())).contains(SmtpReplies.R550_NO_SUCH_USER);
        assertThat(SenderRule.recipient(new Route.External("else.test"))).contains(SmtpReplies.R550_RELAY_DENIED);
    }

    private static Optional<Route> route(String sender) {
        return switch (sender) {
            case "null" -> Optional.empty();
            case "external" -> Optional.of(new Route.External("else.test"));
            case "unknown" -> Optional.of(new Route.Unknown());
            case "ann" -> Optional.of(new Route.Local(MachineTalk.ANN));
            default -> Optional.of(new Route.Local(MachineTalk.BOB));
        };
    }
}
