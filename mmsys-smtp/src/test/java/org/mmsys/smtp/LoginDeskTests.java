package org.mmsys.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mmsys.core.protocol.Attempt;
import org.mmsys.core.route.Directory.Home;
import org.mmsys.core.route.RemoteLogin.Step;
import org.mmsys.wire.session.Input.Client;
import org.mmsys.wire.session.Input.Tls;
import org.mmsys.wire.session.Input.Via;

/** Whose login is checked where. cid lives at s2, dan somewhere unknown, ann here. */
final class LoginDeskTests {
    private static final Client SECURE =
            new Client("s1", "smtp", "192.0.2.7", 1, "127.0.0.1", Optional.of(new Tls("TLSv1.3", "X", "YmluZA==")));
    private static final Client RELAYED = new Client(
            "s1", "smtp", "192.0.2.7", 0, "127.0.0.1", SECURE.tls(), Optional.of(new Via("s3/primary", 1, "f9")));

    private final SmallHouse house = new SmallHouse();
    private final SmtpPerformer performer =
            new SmtpPerformer(house.context(), MachineTalk.mta(), new MailDates(), SECURE);

    @Test
    void checksItsOwnAccountsAndThoseOfNobodyItself() throws Exception {
        assertThat(plain("ann", "secret")).isEqualTo(new SmtpAnswer.LoggedIn(MachineTalk.ANN));
        assertThat(plain("ann", "wrong")).isEqualTo(new SmtpAnswer.LoginDenied());
        assertThat(plain("nobody", "secret")).isEqualTo(new SmtpAnswer.LoginDenied());
        assertThat(plain("no such name!", "secret")).isEqualTo(new SmtpAnswer.LoginDenied());
        assertThat(house.remoteLogin.asked).isEmpty();
        assertThat(house.asked).isEmpty();
    }

    @Test
    void hasPlainCheckedWhereTheAccountLives() throws Exception {
        house.remoteLogin.says(new Step.Granted(), new Step.Denied(), new Step.TryLater("hung"));
        assertThat(plain("cid", "secret")).isEqualTo(new SmtpAnswer.LoggedIn(MachineTalk.CID));
        assertThat(plain("CID@here.test", "wrong")).isEqualTo(new SmtpAnswer.LoginDenied());
        assertThat(plain("cid", "secret")).isEqualTo(new SmtpAnswer.LoginLater());
        assertThat(house.remoteLogin.asked)
                .containsExactly("s2 PLAIN |cid|secret", "s2 PLAIN |CID@here.test|wrong", "s2 PLAIN |cid|secret");
        assertThat(house.remoteLogin.clients).allMatch(SECURE::equals);
    }

    @Test
    void asksForTheFirstMessageBeforeItDecides() throws Exception {
        house.remoteLogin.says(new Step.Granted());
        assertThat(ask(new SmtpQuestion.Login(SECURE, "PLAIN", Optional.empty())))
                .isInstanceOf(SmtpAnswer.Challenge.class);
        assertThat(house.remoteLogin.asked).isEmpty();
        assertThat(ask(new SmtpQuestion.Respond(bytes("\0cid\0secret"))))
                .isEqualTo(new SmtpAnswer.LoggedIn(MachineTalk.CID));
    }

    @Test
    void passesTheWordsOfLoginOn() throws Exception {
        house.remoteLogin.says(FakeRemoteLogin.challenge("Password:"), new Step.Granted());
        assertThat(challenge(ask(new SmtpQuestion.Login(SECURE, "LOGIN", Optional.empty()))))
                .isEqualTo("Username:");
        assertThat(challenge(ask(new SmtpQuestion.Respond(bytes("cid"))))).isEqualTo("Password:");
        assertThat(ask(new SmtpQuestion.Respond(bytes("secret")))).isEqualTo(new SmtpAnswer.LoggedIn(MachineTalk.CID));
        assertThat(house.remoteLogin.asked).containsExactly("s2 LOGIN cid", "secret");
    }

    @Test
    void takesAnEarlyNameOfLoginForAnotherServer() throws Exception {
        house.remoteLogin.says(FakeRemoteLogin.challenge("Password:"), new Step.Denied());
        assertThat(challenge(ask(new SmtpQuestion.Login(SECURE, "LOGIN", Optional.of(bytes("cid"))))))
                .isEqualTo("Password:");
        assertThat(ask(new SmtpQuestion.Respond(bytes("wrong")))).isEqualTo(new SmtpAnswer.LoginDenied());
    }

    @Test
    void passesScramThroughUnread() throws Exception {
        house.remoteLogin.says(FakeRemoteLogin.challenge("r=x"), FakeRemoteLogin.challenge("v=y"), new Step.Granted());
        SmtpAnswer first = ask(new SmtpQuestion.Login(SECURE, "SCRAM-SHA-256", Optional.of(bytes("n,,n=cid,r=abc"))));
        assertThat(challenge(first)).isEqualTo("r=x");
        assertThat(challenge(ask(new SmtpQuestion.Respond(bytes("c=biws,r=x,p=q")))))
                .isEqualTo("v=y");
        assertThat(ask(new SmtpQuestion.Respond(new byte[0]))).isEqualTo(new SmtpAnswer.LoggedIn(MachineTalk.CID));
        assertThat(house.remoteLogin.asked).containsExactly("s2 SCRAM-SHA-256 n,,n=cid,r=abc", "c=biws,r=x,p=q", "");
    }

    @Test
    void offersNothingThereThatIsNotOfferedHere() throws Exception {
        Client clear = new Client("s1", "smtp", "192.0.2.7", 1, "127.0.0.1", Optional.empty());
        assertThat(ask(new SmtpQuestion.Login(clear, "PLAIN", Optional.of(bytes("\0cid\0secret")))))
                .isEqualTo(new SmtpAnswer.NoMechanism());
        assertThat(house.remoteLogin.asked).isEmpty();
    }

    @Test
    void looksForTheHomeOfAnAccountItIsUnsureOf() throws Exception {
        house.answers.add(new Home.There("s3"));
        house.remoteLogin.says(new Step.Granted());
        assertThat(plain("dan", "secret")).isEqualTo(new SmtpAnswer.LoggedIn(MachineTalk.DAN));
        assertThat(house.remoteLogin.asked).containsExactly("s3 PLAIN |dan|secret");
        house.answers.add(new Home.Nobody());
        assertThat(plain("dan", "secret")).isEqualTo(new SmtpAnswer.LoginDenied());
        house.answers.add(new Home.Here());
        assertThat(plain("dan", "secret")).isEqualTo(new SmtpAnswer.LoginDenied());
        assertThat(plain("dan", "secret")).isEqualTo(new SmtpAnswer.LoginLater());
        assertThat(house.asked).hasSize(4).allMatch("home dan"::equals);
    }

    /** A wrong guess costs one retry (rules 26). */
    @Test
    void asksAgainOnceWhereAnAccountLives() throws Exception {
        house.remoteLogin.says(new Step.NotHere(), new Step.Granted());
        house.answers.add(new Home.There("s3"));
        assertThat(plain("cid", "secret")).isEqualTo(new SmtpAnswer.LoggedIn(MachineTalk.CID));
        assertThat(house.remoteLogin.asked).containsExactly("s2 PLAIN |cid|secret", "s3 PLAIN |cid|secret");
        assertThat(house.asked).containsExactly("denied cid s2", "home cid");
    }

    @ParameterizedTest
    @CsvSource({"nobody, LoginDenied", "here, LoginDenied", "unsure, LoginLater", "there, LoginLater"})
    void givesUpAfterTheSecondServerThatDenies(String resolved, String outcome) throws Exception {
        house.remoteLogin.says(new Step.NotHere(), new Step.NotHere());
        house.answers.add(new Home.There("s3"));
        house.answers.add(
                switch (resolved) {
                    case "nobody" -> new Home.Nobody();
                    case "here" -> new Home.Here();
                    case "there" -> new Home.There("s2");
                    default -> new Home.Unsure();
                });
        assertThat(plain("cid", "secret").getClass().getSimpleName()).isEqualTo(outcome);
        assertThat(house.remoteLogin.asked).hasSize(2);
        assertThat(house.asked).containsExactly("denied cid s2", "home cid", "denied cid s3", "home cid");
    }

    @Test
    void goesOnHereWhenAnAccountOfLoginHasMovedHere() throws Exception {
        house.homes.put(MachineTalk.ANN, new Home.There("s2"));
        house.remoteLogin.says(new Step.NotHere());
        house.answers.add(new Home.Here());
        assertThat(challenge(ask(new SmtpQuestion.Login(SECURE, "LOGIN", Optional.empty()))))
                .isEqualTo("Username:");
        assertThat(challenge(ask(new SmtpQuestion.Respond(bytes("ann"))))).isEqualTo("Password:");
        assertThat(ask(new SmtpQuestion.Respond(bytes("secret")))).isEqualTo(new SmtpAnswer.LoggedIn(MachineTalk.ANN));
    }

    @Test
    void aHomeThatGoesAwayInTheMiddleIsNoWrongPassword() throws Exception {
        house.remoteLogin.says(FakeRemoteLogin.challenge("Password:"), new Step.NotHere());
        ask(new SmtpQuestion.Login(SECURE, "LOGIN", Optional.of(bytes("cid"))));
        assertThat(ask(new SmtpQuestion.Respond(bytes("secret")))).isEqualTo(new SmtpAnswer.LoginLater());
        assertThat(house.asked).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"cid", "dan", "nobody"})
    void asksNobodyForThePeersClient(String name) throws Exception {
        assertThat(ask(new SmtpQuestion.Login(RELAYED, "PLAIN", Optional.of(bytes("\0" + name + "\0secret")))))
                .isEqualTo(new SmtpAnswer.LoginNotHere());
        assertThat(ask(new SmtpQuestion.Login(RELAYED, "LOGIN", Optional.of(bytes(name)))))
                .isEqualTo(new SmtpAnswer.LoginNotHere());
        assertThat(house.remoteLogin.asked).isEmpty();
        assertThat(house.asked).isEmpty();
        assertThat(ask(new SmtpQuestion.Login(RELAYED, "PLAIN", Optional.of(bytes("\0ann\0secret")))))
                .isEqualTo(new SmtpAnswer.LoggedIn(MachineTalk.ANN));
    }

    @Test
    void abandonsWhatNobodyWaitsForAnyMore() throws Exception {
        house.remoteLogin.says(FakeRemoteLogin.challenge("Password:"), FakeRemoteLogin.challenge("Password:"));
        ask(new SmtpQuestion.Login(SECURE, "LOGIN", Optional.of(bytes("cid"))));
        assertThat(plain("ann", "secret")).isEqualTo(new SmtpAnswer.LoggedIn(MachineTalk.ANN));
        assertThat(house.remoteLogin.abandoned).isEqualTo(1);
        ask(new SmtpQuestion.Login(SECURE, "LOGIN", Optional.of(bytes("cid"))));
        performer.closed();
        assertThat(house.remoteLogin.abandoned).isEqualTo(2);
    }

    // ---- a driver that goes on as the machine would

    private SmtpAnswer plain(String name, String password) throws Exception {
        return ask(new SmtpQuestion.Login(SECURE, "PLAIN", Optional.of(bytes("\0" + name + "\0" + password))));
    }

    private SmtpAnswer ask(SmtpQuestion first) throws Exception {
        SmtpQuestion question = first;
        while (true) {
            Deque<SmtpAnswer> later = new ArrayDeque<>();
            Attempt<SmtpAnswer> attempt = performer.tryNow(question, later::add);
            SmtpAnswer answer = attempt instanceof Attempt.Now<SmtpAnswer> now
                    ? now.answer()
                    : attempt instanceof Attempt.Pending<SmtpAnswer> ? later.remove() : performer.perform(question);
            assertThat(later).isEmpty();
            if (!(answer instanceof SmtpAnswer.HomeFound)) {
                return answer;
            }
            question = new SmtpQuestion.Resume();
        }
    }

    private static String challenge(SmtpAnswer answer) {
        return new String(((SmtpAnswer.Challenge) answer).octets(), StandardCharsets.UTF_8);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
