package org.mmsys.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.mmsys.testkit.FaultProxy;
import org.mmsys.testkit.FaultProxy.Fault;
import org.mmsys.testkit.Pop3TestClient;
import org.mmsys.testkit.SmtpTestClient;

/** The network between the servers, or what answers there, is broken, while clients reach every one of them. */
final class PeerFaultsIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final List<String> SERVICES = List.of("smtp", "pop3", "accounts");

    @TempDir
    Path dir;

    private ClusterFixture cluster;
    private SystemMail mail;
    /** Before s2, for the other servers only. */
    private final List<FaultProxy> proxies = new ArrayList<>();

    @BeforeEach
    void start() throws IOException {
        cluster = ClusterFixture.prepare(dir, ClusterFixture.PRIMARIES);
        for (String service : SERVICES) {
            FaultProxy proxy = new FaultProxy(cluster.port("s2", service));
            proxies.add(proxy);
            cluster.detour("s2", service, proxy.port());
        }
        cluster.startAll();
        mail = new SystemMail(cluster);
        mail.awaitEach("ta", List.of(mail.send("s1", "instructor", "ta")), LIMIT);
    }

    @AfterEach
    void stop() throws IOException {
        cluster.close();
        for (FaultProxy proxy : proxies) {
            proxy.close();
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Fault.class,
            names = {"CUT", "HANG", "GARBAGE", "CLOSE_EARLY"})
    void itsUsersAreToldLaterItsMailWaitsAndNobodyElseNotices(Fault fault) throws Exception {
        proxies.forEach(proxy -> proxy.fault(Fault.CUT));
        proxies.forEach(proxy -> proxy.fault(fault));
        List<String> forTa = new ArrayList<>();
        long begun = System.nanoTime();
        for (int i = 0; i < 5; i++) {
            forTa.add(mail.send("s1", "cis505", "ta", "instructor"));
            mail.awaitEach("cis505", List.of(mail.send("s1", "instructor", "cis505")), LIMIT);
        }
        assertThat(TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begun)).isLessThan(20);
        try (Pop3TestClient pop3 = Pop3TestClient.open(cluster.port("s1", "pop3"), SampleNode.TIMEOUT_MS)) {
            pop3.ok("USER ta");
            assertThat(pop3.command("PASS " + SampleNode.PASSWORD)).startsWith("-ERR [SYS/TEMP]");
        }
        proxies.forEach(proxy -> proxy.fault(Fault.CUT));
        proxies.forEach(proxy -> proxy.fault(Fault.PASS));
        mail.awaitEach("ta", forTa, LIMIT);
        mail.awaitEach("instructor", forTa, LIMIT);
    }

    @Test
    void bothSidesOfASplitServeTheirUsersAndAgreeAgainAfterwards() throws Exception {
        proxies.forEach(proxy -> proxy.fault(Fault.CUT));
        String inside = mail.send("s2", "ta", "ta");
        mail.awaitEach("ta", List.of(inside), LIMIT);
        String across = mail.send("s2", "ta", "instructor"); // the way out of s2 is not cut
        mail.awaitEach("instructor", List.of(across), LIMIT);
        String back = mail.send("s3", "cis505", "ta");
        try (SmtpTestClient smtp = cluster.smtp("s3")) {
            smtp.command("MAIL FROM:<stranger@elsewhere.example>", 250);
            smtp.command("RCPT TO:<" + SampleNode.address("ta") + ">", 250);
        }
        proxies.forEach(proxy -> proxy.fault(Fault.PASS));
        mail.awaitEach("ta", List.of(inside, back), LIMIT);
        Map<String, Integer> found = mail.inbox("s1", "ta");
        assertThat(found).containsEntry(inside, 1).containsEntry(back, 1);
    }
}
