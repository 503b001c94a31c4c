package org.mmsys.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mmsys.core.net.TlsContext;
import org.mmsys.replica.node.BulkService;

/** Both halves of a pair show their clients the same certificate. */
final class PairCertificateTests {
    @TempDir
    Path dir;

    private PairCertificate of(String role, String... more) throws Exception {
        Map<String, String> keys = new LinkedHashMap<>();
        keys.put("role", role);
        keys.put("data", dir.resolve(role).toString());
        keys.put("smtp", "127.0.0.1:0");
        keys.put("cluster.dir", dir.toString());
        keys.put("node", "s1/" + (role.equals("primary") ? "backup" : "primary") + "=h,smtp=1");
        for (int i = 0; i < more.length; i += 2) {
            keys.put(more[i], more[i + 1]);
        }
        List<String> mistakes = new ArrayList<>();
        ServerPlan plan = ConfigCheck.installed()
                .plan(Optional.empty(), keys, mistakes)
                .orElseThrow(() -> new IllegalStateException(mistakes.toString()));
        return new PairCertificate(plan, TlsContext.selfSigned(dir.resolve(role), "mail.test"));
    }

    @Test
    void theBackupTakesThePrimarysOver() throws Exception {
        PairCertificate primary = of("primary");
        PairCertificate backup = of("backup");
        assertThat(backup.exported()).isEmpty();
        assertThat(primary.wanted()).isFalse();

        assertThat(PairBulk.fetch(backup, caller(primary))).isTrue();

        for (String file : List.of("cert.pem", "key.pem")) {
            assertThat(dir.resolve("backup/tls").resolve(file))
                    .hasSameBinaryContentAs(dir.resolve("primary/tls").resolve(file));
        }
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(dir.resolve("backup/tls/key.pem"))))
                .isEqualTo("rw-------");
        assertThat(PairBulk.fetch(backup, caller(primary))).isTrue();
    }

    @Test
    void whoHasOneConfiguredKeepsIt() throws Exception {
        PairCertificate primary = of("primary");
        String own = dir.resolve("primary/tls").toString();
        PairCertificate backup = of("backup", "tls.certificate", own + "/cert.pem", "tls.key", own + "/key.pem");
        assertThat(backup.wanted()).isFalse();
        byte[] exported = primary.exported().orElseThrow();
        assertThatThrownBy(() -> backup.install(exported)).isInstanceOf(IOException.class);
        assertThat(of("primary", "tls.certificate", own + "/cert.pem", "tls.key", own + "/key.pem")
                        .exported())
                .isEmpty();
    }

    @Test
    void takesNothingElseForACertificate() throws Exception {
        PairCertificate backup = of("backup");
        byte[] before = Files.readAllBytes(dir.resolve("backup/tls/cert.pem"));
        for (String rubbish : List.of("", "-----END CERTIFICATE-----\n", "x".repeat(100_000))) {
            assertThatThrownBy(() -> backup.install(rubbish.getBytes(StandardCharsets.US_ASCII)))
                    .isInstanceOf(IOException.class);
        }
        assertThat(dir.resolve("backup/tls/cert.pem")).hasBinaryContent(before);
    }

    @Test
    void otherCallsGoOnToWhoUnderstandsThem() throws Exception {
        PairBulk bulk = new PairBulk(
                of("primary"), Optional.empty(), (in, out) -> out.writeUTF(in.readUTF() + "/" + in.readInt()));
        ByteArrayOutputStream call = new ByteArrayOutputStream();
        DataOutputStream said = new DataOutputStream(call);
        said.writeUTF("TREE");
        said.writeInt(7);
        ByteArrayOutputStream answer = new ByteArrayOutputStream();
        bulk.serve(new DataInputStream(new ByteArrayInputStream(call.toByteArray())), new DataOutputStream(answer));
        assertThat(new DataInputStream(new ByteArrayInputStream(answer.toByteArray())).readUTF())
                .isEqualTo("TREE/7");
    }

    /** Carries a call out in memory, when its answer is read. */
    private static BulkService.Caller caller(PairCertificate there) {
        PairBulk bulk = new PairBulk(there, Optional.empty(), (in, out) -> {
            throw new IOException("nothing else is asked");
        });
        return () -> new BulkService.Call() {
            private final ByteArrayOutputStream asked = new ByteArrayOutputStream();

            @Override
            public DataInputStream in() {
                ByteArrayOutputStream answer = new ByteArrayOutputStream();
                if (asked.size() > 0) {
                    try {
                        bulk.serve(
                                new DataInputStream(new ByteArrayInputStream(asked.toByteArray())),
                                new DataOutputStream(answer));
                    } catch (IOException failed) {
                        throw new IllegalStateException(failed);
                    }
                    whole = answer.toByteArray();
                    asked.reset();
                    stream = new DataInputStream(new ByteArrayInputStream(whole));
                }
                return stream;
            }

            private byte[] whole = new byte[0];
            private DataInputStream stream = new DataInputStream(new ByteArrayInputStream(whole));

            @Override
            public DataOutputStream out() {
                return new DataOutputStream(asked);
            }

            @Override
            public void close() {
                // nothing is open
            }
        };
    }
}
