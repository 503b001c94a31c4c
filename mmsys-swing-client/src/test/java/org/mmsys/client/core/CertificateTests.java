package org.mmsys.client.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mmsys.client.ToyCertificate;
import org.mmsys.client.ToyPop3;
import org.mmsys.client.ToyServer;
import org.mmsys.client.core.model.Account.Leave;
import org.mmsys.client.core.model.Account.Security;
import org.mmsys.client.core.model.ConnectionState;
import org.mmsys.client.core.model.Endpoints;

/** Certificates: asked once, pinned, and an alarm when they change; no password before, and never another server instead. */
final class CertificateTests {
    @TempDir
    private Path directory;

    private final ToyPop3 mailbox = new ToyPop3("CAPA");
    private ToyServer server;
    private ToyServer backup;
    private Bench bench;

    @BeforeEach
    void open() throws Exception {
        mailbox.put("id1", ToyPop3.message("m1", "one"));
        backup = new ToyServer(mailbox::play);
        server = new ToyServer(mailbox::play);
        secureWith(ToyCertificate.fresh(directory, "mail.example.org"));
        bench = new Bench(directory.resolve("p"));
        bench.account(
                Bench.both(server.endpoint(), backup.endpoint()),
                Endpoints.of(server.endpoint()),
                Leave.UNTIL_DELETED,
                Security.IMPLICIT);
    }

    private void secureWith(SSLContext context) {
        server.script(talk -> {
            talk.tls(context);
            mailbox.play(talk);
        });
    }

    @AfterEach
    void close() throws IOException {
        bench.close();
        server.close();
        backup.close();
    }

    @Test
    void withoutTrustNothingIsSaidAndNobodyElseIsAsked() throws Exception {
        Problem problem = Bench.problem(bench.service().check("ada"));
        assertThat(problem.cause()).isEqualTo(Problem.Cause.CERTIFICATE);
        assertThat(mailbox.heard()).isEmpty();
        assertThat(backup.connections()).isZero();
        assertThat(bench.certificates.get(0).reasons()).isNotEmpty();
        assertThat(bench.certificates.get(0).changed()).isFalse();
        assertThat(bench.service().connection("ada").status()).isEqualTo(ConnectionState.Status.NEEDS_YOU);
    }

    @Test
    void pinnedOnceItIsNotAskedAgainUntilItChanges() throws Exception {
        bench.trust = Asks.Trust.PIN;
        assertThat(Bench.done(bench.service().check("ada"))).isEqualTo(1);
        assertThat(bench.service().connection("ada").encrypted()).isTrue();
        bench.trust = Asks.Trust.NO;
        bench.reopen();
        assertThat(Bench.done(bench.service().check("ada"))).isZero();
        assertThat(bench.certificates).hasSize(1);
        int said = mailbox.heard().size();
        secureWith(ToyCertificate.fresh(directory, "mail.example.org"));
        assertThat(Bench.problem(bench.service().check("ada")).cause()).isEqualTo(Problem.Cause.CERTIFICATE);
        assertThat(bench.certificates).hasSize(2);
        assertThat(bench.certificates.get(1).changed()).isTrue();
        assertThat(mailbox.heard()).hasSize(said);
    }

    @Test
    void whereTlsIsRequiredAServerWithoutItGetsNoPassword() throws Exception {
        ToyPop3 plain = new ToyPop3();
        try (ToyServer other = new ToyServer(plain::play)) {
            bench.account(
                    Endpoints.of(other.endpoint()),
                    Endpoints.of(other.endpoint()),
                    Leave.UNTIL_DELETED,
                    Security.IMPLICIT);
            Bench.problem(bench.service().check("ada"));
            assertThat(plain.heard()).noneMatch(line -> line.contains("secret"));
        }
    }
}
