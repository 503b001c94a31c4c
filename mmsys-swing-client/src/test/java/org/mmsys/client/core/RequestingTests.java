package org.mmsys.client.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mmsys.client.ToyServer;
import org.mmsys.client.core.model.Account.Security;
import org.mmsys.client.core.model.AccountAnswer;
import org.mmsys.client.core.model.AccountAnswer.Kind;
import org.mmsys.client.core.model.ServerChoice;
import org.mmsys.wire.sasl.Secret;

/** Requests for new accounts: through the backup if need be, never twice, and never "taken" for what one has just made. */
final class RequestingTests {
    @TempDir
    private Path profile;

    /** Names with the request ids that made them: what both halves know. */
    private final Map<String, String> made = new ConcurrentHashMap<>();

    private final List<String> passwords = new CopyOnWriteArrayList<>();
    private volatile String answer = "";
    private volatile boolean loseAnswer;
    private ToyServer primary;
    private ToyServer backup;
    private Bench bench;

    @BeforeEach
    void open() throws IOException {
        primary = new ToyServer(this::play);
        backup = new ToyServer(this::play);
        bench = new Bench(profile.resolve("p"));
    }

    @AfterEach
    void close() throws IOException {
        bench.close();
        primary.close();
        backup.close();
    }

    private void play(ToyServer.Talk talk) throws IOException {
        talk.say("+OK toy accounts");
        for (String line = talk.line(); !line.equals("QUIT"); line = talk.line()) {
            String[] words = line.split(" ", 3);
            switch (words[0]) {
                case "CAPA" -> talk.raw("+OK\r\nAVAIL\r\nCREATE\r\n.\r\n");
                case "AVAIL" -> talk.say(made.containsKey(words[1]) ? "-ERR [TAKEN] taken" : "+OK");
                case "CREATE" -> {
                    talk.say("+ ");
                    passwords.add(new String(Base64.getDecoder().decode(talk.line()), StandardCharsets.UTF_8));
                    create(talk, words[1], words[2]);
                }
                default -> talk.say("-ERR what?");
            }
        }
    }

    private void create(ToyServer.Talk talk, String name, String request) throws IOException {
        if (!answer.isEmpty()) {
            talk.say(answer);
            return;
        }
        String before = made.putIfAbsent(name, request);
        if (loseAnswer) {
            loseAnswer = false;
            talk.cut();
            return;
        }
        talk.say(before == null || before.equals(request) ? "+OK made" : "-ERR [TAKEN] taken");
    }

    private ServerChoice servers() {
        return new ServerChoice(
                Optional.of(Bench.both(primary.endpoint(), backup.endpoint())),
                Optional.empty(),
                Optional.empty(),
                Security.REQUIRED);
    }

    private AccountAnswer request(String name) throws InterruptedException {
        return Bench.done(bench.service().requestAccount(servers(), name, Secret.of("p\u00e4ssword 1")));
    }

    @Test
    void makesItAndSaysThatTheNameIsTakenFromThenOn() throws Exception {
        assertThat(Bench.done(bench.service().nameAvailable(servers(), "ada")).kind())
                .isEqualTo(Kind.AVAILABLE);
        AccountAnswer made = request("ada");
        assertThat(made.kind()).isEqualTo(Kind.CREATED);
        assertThat(made.overBackup()).isEmpty();
        assertThat(passwords).containsExactly("p\u00e4ssword 1");
        assertThat(Bench.done(bench.service().nameAvailable(servers(), "ada")).kind())
                .isEqualTo(Kind.TAKEN);
        assertThat(request("ada").kind()).isEqualTo(Kind.TAKEN);
    }

    @Test
    void withThePrimaryDownTheBackupMakesItAndThatIsSaid() throws Exception {
        primary.close();
        AccountAnswer made = request("ada");
        assertThat(made.kind()).isEqualTo(Kind.CREATED);
        assertThat(made.server()).isEqualTo(backup.endpoint());
        assertThat(made.overBackup())
                .hasValueSatisfying(why ->
                        assertThat(why.text()).contains(primary.endpoint().toString()));
    }

    @Test
    void aLostAnswerMakesNoSecondAccountAndIsNotTaken() throws Exception {
        loseAnswer = true;
        assertThat(request("ada").kind()).isEqualTo(Kind.CREATED);
        assertThat(made).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({
        "-ERR [BADNAME] no,BAD_NAME",
        "-ERR [WEAKPASSWORD] no,WEAK_PASSWORD",
        "-ERR [CLOSED] no,CLOSED",
        "-ERR [RATE] no,RATE",
        "-ERR [SYS/TEMP] no,TEMPORARY",
    })
    void eachRefusalIsOfItsOwnKind(String says, Kind kind) throws Exception {
        answer = says;
        assertThat(request("ada").kind()).isEqualTo(kind);
        assertThat(made).isEmpty();
    }

    @Test
    void withBothDownItSaysWhoDoesNotAnswer() throws Exception {
        primary.close();
        backup.close();
        Problem problem = Bench.problem(bench.service().requestAccount(servers(), "ada", Secret.of("x")));
        assertThat(problem.cause()).isEqualTo(Problem.Cause.UNREACHABLE);
        assertThat(problem.happened()).contains("127.0.0.1");
    }
}
