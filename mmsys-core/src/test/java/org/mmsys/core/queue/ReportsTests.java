package org.mmsys.core.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.mmsys.core.journal.Body;
import org.mmsys.core.journal.Operation;
import org.mmsys.core.journal.Operation.DsnWish;
import org.mmsys.core.journal.Sha256;
import org.mmsys.core.route.Route;
import org.mmsys.core.store.MailStore;
import org.mmsys.wire.address.EmailAddress;

/** What senders are told, and when they are not (RFC 3461, 3464, 6522, 6533). */
@Timeout(60)
final class ReportsTests {
    private static final String MAIL = "Subject: x\r\nMessage-ID: <1@here.test>\r\n\r\ntext\r\n";

    @TempDir
    Path data;

    private QueueHouse house;

    @BeforeEach
    void open() throws IOException {
        house = new QueueHouse(data);
        house.server("s2").behaviour =
                attempt -> attempt.all(QueueHouse.refused("5.1.1", "550 5.1.1 no such\r\nX-Evil: 1"));
    }

    private Operation.Enqueue queue(
            Optional<EmailAddress> sender, DsnWish dsn, boolean utf8, String notify, String orcpt, String content) {
        byte[] octets = ("P: x\r\n" + content).getBytes(StandardCharsets.UTF_8);
        Operation.Enqueue op = new Operation.Enqueue(
                house.wall.instant(),
                house.journal.guids().next().at(0),
                new Body.Inline(octets, Sha256.over(octets), 6),
                sender,
                true,
                false,
                utf8,
                dsn,
                new Operation.Provenance("192.0.2.1", "sid"),
                List.of(new Operation.QueuedRecipient(new EmailAddress("bob", "s2.test"), notify, orcpt)),
                Optional.empty());
        house.commit(op);
        house.settle();
        return op;
    }

    @Test
    void failureTellsWhatToWhomAndWhy() {
        queue(Optional.of(QueueHouse.ANN), new DsnWish("", "env+2Bid"), false, "", "rfc822;b+2Bob@x.test", MAIL);
        String report = house.reports().get(0);

        assertThat(report)
                .startsWith("Return-Path: <>\r\n")
                .contains(
                        "\r\nFrom: Mail Delivery System <MAILER-DAEMON@here.test>\r\n",
                        "\r\nTo: <ann@here.test>\r\n",
                        "\r\nAuto-Submitted: auto-replied\r\n",
                        "\r\nIn-Reply-To: <1@here.test>\r\n",
                        "report-type=delivery-status",
                        "\r\nContent-Type: message/delivery-status\r\n",
                        "\r\nOriginal-Envelope-Id: env+id\r\n",
                        "\r\nReporting-MTA: dns; mx1.here.test\r\n",
                        "\r\nOriginal-Recipient: rfc822;b+ob@x.test\r\n",
                        "\r\nFinal-Recipient: rfc822;bob@s2.test\r\n",
                        "\r\nAction: failed\r\nStatus: 5.1.1\r\nRemote-MTA: dns; mx.there.test\r\n",
                        "\r\nDiagnostic-Code: smtp; 550 5.1.1 no such  X-Evil: 1\r\n",
                        "could not be delivered",
                        "It will not be tried again",
                        "Content-Type: message/rfc822\r\n\r\n" + MAIL)
                .doesNotContain("\r\nX-Evil", "P: x");
        assertThat(report).endsWith("--\r\n");
        String boundary = boundary(report);
        assertThat(report.split("\r\n--" + boundary, -1)).hasSize(5);
        assertThat(report.lines().allMatch(line -> line.length() < 990)).isTrue();
        List<Operation> last = house.entries.get(house.entries.size() - 1).operations();
        assertThat(last).hasSize(2);
        assertThat(last.get(0)).isInstanceOf(Operation.Done.class);
    }

    @Test
    void headersOnlyWhenTheSenderOrTheSizeSaysSo() {
        queue(Optional.of(QueueHouse.ANN), new DsnWish("HDRS", ""), false, "", "", MAIL);
        queue(
                Optional.of(QueueHouse.ANN),
                new DsnWish("FULL", ""),
                false,
                "",
                "",
                MAIL + "y".repeat(70).concat("\r\n").repeat(16_000));
        assertThat(house.reports())
                .hasSize(2)
                .allSatisfy(report -> assertThat(report)
                        .contains(
                                "Content-Type: text/rfc822-headers\r\n\r\nSubject: x\r\nMessage-ID: <1@here.test>\r\n\r\n--")
                        .doesNotContain("text\r\n\r\n--=", "message/rfc822"));
    }

    @Test
    void reportsOfUnicodeMailAreGlobal() {
        queue(Optional.of(QueueHouse.ANN), DsnWish.NONE, true, "", "", "Subject: gr\u00fc\u00dfe\r\n\r\nx\r\n");
        assertThat(house.reports().get(0))
                .contains(
                        "report-type=global-delivery-status",
                        "Content-Type: message/global-delivery-status\r\nContent-Transfer-Encoding: 8bit\r\n",
                        "Content-Type: message/global\r\nContent-Transfer-Encoding: 8bit\r\n\r\nSubject: gr\u00fc\u00dfe\r\n");
    }

    @Test
    void eightBitOriginalsAreNamedSo() {
        queue(Optional.of(QueueHouse.ANN), DsnWish.NONE, false, "", "", "Subject: x\r\n\r\ngr\u00fc\u00dfe\r\n");
        assertThat(house.reports().get(0))
                .contains("Content-Type: message/rfc822\r\nContent-Transfer-Encoding: 8bit\r\n\r\n");
    }

    @Test
    void nobodyIsToldWhoDoesNotWishIt() {
        queue(Optional.of(QueueHouse.ANN), DsnWish.NONE, false, "NEVER", "", MAIL);
        queue(Optional.of(QueueHouse.ANN), DsnWish.NONE, false, "SUCCESS,DELAY", "", MAIL);
        queue(Optional.empty(), DsnWish.NONE, false, "", "", MAIL);
        assertThat(house.reports()).isEmpty();
        assertThat(house.queue.size()).isZero();
        queue(Optional.of(QueueHouse.ANN), DsnWish.NONE, false, "SUCCESS,FAILURE", "", MAIL);
        assertThat(house.reports()).hasSize(1);
    }

    @Test
    void successIsToldWhenTheNextServerDoesNotTellIt() {
        house.server("s2").up();
        queue(Optional.of(QueueHouse.ANN), DsnWish.NONE, false, "SUCCESS", "", MAIL);
        assertThat(house.reports()).isEmpty();
        house.server("s2").behaviour = attempt -> attempt.all(new Verdict.Delivered("mx.old.test", "250 ok", false));
        queue(Optional.of(QueueHouse.ANN), DsnWish.NONE, false, "FAILURE", "", MAIL);
        assertThat(house.reports()).isEmpty();
        queue(Optional.of(QueueHouse.ANN), DsnWish.NONE, false, "SUCCESS", "", MAIL);
        assertThat(house.reports()).hasSize(1);
        assertThat(house.reports().get(0)).contains("Action: relayed", "text/rfc822-headers", "Status: 2.0.0");
    }

    @Test
    void localDeliveryWithSuccessIsReported() {
        byte[] octets = ("P: x\r\n" + MAIL).getBytes(StandardCharsets.UTF_8);
        Operation.QueuedRecipient wants =
                new Operation.QueuedRecipient(new EmailAddress("bob", "here.test"), "SUCCESS", "");
        Reports reports = new Reports(
                house.journal,
                house.store(),
                house.router,
                new BounceWriter("mx1.here.test", "here.test"),
                house.wall,
                "s1/primary",
                Runnable::run);
        MailStore.Onward about = new MailStore.Onward(
                Optional.of(QueueHouse.ANN),
                true,
                false,
                false,
                DsnWish.NONE,
                new Operation.Provenance("", ""),
                List.of(wants));
        reports.deliveredHere(
                new Body.Inline(octets, Sha256.over(octets), 6),
                about,
                house.journal.guids().next().at(0));
        assertThat(house.reports().get(0))
                .contains("Action: delivered", "Final-Recipient: rfc822;bob@here.test", "Subject: x\r\n")
                .doesNotContain("P: x");
    }

    @Test
    void reportForASenderElsewhereIsQueuedWithoutSenderAndNeverReportedItself() {
        house.server("s3").behaviour = attempt -> attempt.all(QueueHouse.refused("5.7.1", "no"));
        queue(Optional.of(new EmailAddress("eve", "s3.test")), DsnWish.NONE, false, "", "", MAIL);
        Operation.Enqueue report = house.ops(Operation.Enqueue.class).get(1);
        assertThat(report.sender()).isEmpty();
        assertThat(report.trusted()).isTrue();
        assertThat(report.recipients().get(0).notifyWhen()).isEqualTo("NEVER");
        assertThat(house.server("s3").attempts).hasSize(1);
        assertThat(house.queue.size()).isZero();
        assertThat(house.ops(Operation.Enqueue.class)).hasSize(2);
    }

    @Test
    void reportForASenderWhoDoesNotExistIsDropped() {
        house.router.routes.put("nobody@here.test", new Route.Unknown());
        queue(Optional.of(new EmailAddress("nobody", "here.test")), DsnWish.NONE, false, "", "", MAIL);
        assertThat(house.queue.size()).isZero();
        assertThat(house.ops(Operation.Deliver.class)).isEmpty();
    }

    @Test
    void lateMailIsToldOnceAndExpiresOnce() {
        house.server("s2").down();
        queue(Optional.of(QueueHouse.ANN), DsnWish.NONE, false, "", "", MAIL);
        house.pass(Duration.ofHours(3));
        assertThat(house.reports()).isEmpty();
        house.pass(Duration.ofHours(2));
        assertThat(house.reports()).hasSize(1);
        assertThat(house.reports().get(0))
                .contains("Action: delayed", "Will-Retry-Until: ", "You need not do anything");
        house.pass(Duration.ofDays(5));
        assertThat(house.reports()).hasSize(2);
        assertThat(house.reports().get(1)).contains("Action: failed", "Status: 4.4.7", "connection refused");
        assertThat(house.queue.size()).isZero();
    }

    private void open(Duration expireAfter, Duration warnAfter) throws IOException {
        house = new QueueHouse(
                data.resolve("other"),
                List.of(),
                new QueueSettings(expireAfter, warnAfter, 4, 5, 64, Duration.ofMinutes(10)));
        house.server("s2").down();
    }

    @Test
    void shortTimesAreKeptToo() throws IOException {
        open(Duration.ofSeconds(5), Duration.ofSeconds(2));
        queue(Optional.of(QueueHouse.ANN), DsnWish.NONE, false, "", "", MAIL);
        house.pass(Duration.ofMillis(1900));
        assertThat(house.reports()).isEmpty();
        house.pass(Duration.ofMillis(1900));
        assertThat(house.reports()).hasSize(1);
        assertThat(house.reports().get(0)).contains("Action: delayed");
        house.pass(Duration.ofSeconds(3));
        assertThat(house.reports()).hasSize(2);
        assertThat(house.reports().get(1)).contains("Action: failed", "Status: 4.4.7");
        house.pass(Duration.ofMinutes(5));
        assertThat(house.reports()).hasSize(2);
        assertThat(house.queue.size()).isZero();
    }

    @Test
    void mailThatExpiresBeforeItsSenderWouldBeWarnedExpiresInTime() throws IOException {
        open(Duration.ofHours(1), Duration.ofHours(4));
        queue(Optional.of(QueueHouse.ANN), DsnWish.NONE, false, "", "", MAIL);
        house.pass(Duration.ofMinutes(62));
        assertThat(house.reports()).hasSize(1);
        assertThat(house.reports().get(0)).contains("Action: failed", "Status: 4.4.7");
        assertThat(house.queue.size()).isZero();
    }

    @Test
    void clockThatJumpsExpiresNothing() {
        house.server("s2").down();
        queue(Optional.of(QueueHouse.ANN), DsnWish.NONE, false, "", "", MAIL);
        house.wall.advance(Duration.ofDays(30));
        house.pass(Duration.ofHours(5));
        assertThat(house.reports()).as("frozen").isEmpty();
        assertThat(house.queue.size()).isEqualTo(1);
        house.wall.advance(Duration.ofDays(-30));
        house.pass(Duration.ofMinutes(2));
        assertThat(house.reports()).as("thawed").hasSize(1);
        assertThat(house.queue.size()).isEqualTo(1);
    }

    @Test
    void administratorDropsWithAndWithoutAReport() throws Exception {
        house.server("s2").down();
        Operation.Enqueue quiet = queue(Optional.of(QueueHouse.ANN), DsnWish.NONE, false, "", "", MAIL);
        Operation.Enqueue told = queue(Optional.of(QueueHouse.ANN), DsnWish.NONE, false, "", "", MAIL);
        assertThat(house.administration.list(QueueAdministration.Filter.ALL, 10))
                .hasSize(2);
        assertThat(house.administration.list(
                        new QueueAdministration.Filter(
                                Optional.of("s2"),
                                Optional.of("ann@"),
                                Optional.of(told.id().text())),
                        10))
                .hasSize(1);
        assertThat(house.administration.header(told.id()).orElseThrow())
                .asString()
                .startsWith("Subject: x\r\n");
        assertThat(house.administration.figures().destinations()).hasSize(1);
        assertThat(house.administration.drop(quiet.id(), false)).isTrue();
        assertThat(house.administration.drop(told.id(), true)).isTrue();
        house.settle();
        assertThat(house.queue.size()).isZero();
        assertThat(house.reports()).hasSize(1);
        assertThat(house.reports().get(0)).contains("taken out of the queue by the administrator");
        assertThat(house.administration.drop(told.id(), true)).isFalse();
    }

    @Test
    void retryByTheAdministratorIsAtOnce() {
        house.server("s2").down();
        Operation.Enqueue op = queue(Optional.of(QueueHouse.ANN), DsnWish.NONE, false, "", "", MAIL);
        house.pass(Duration.ofHours(2));
        house.server("s2").up();
        assertThat(house.administration.retry(op.id())).isTrue();
        house.settle();
        assertThat(house.queue.size()).isZero();
    }

    @Test
    void whatIsHeldIsNotTriedByTheAdministratorEither() throws Exception {
        house.server("s2").down();
        Operation.Enqueue op = queue(Optional.of(QueueHouse.ANN), DsnWish.NONE, false, "", "", MAIL);
        assertThat(house.administration.hold(op.id())).isTrue();
        house.server("s2").up();
        assertThat(house.administration.retry(op.id())).isFalse();
        house.settle();
        assertThat(house.queue.size()).isEqualTo(1);
        assertThat(house.administration.release(op.id())).isTrue();
        assertThat(house.administration.retry(op.id())).isTrue();
        house.settle();
        assertThat(house.queue.size()).isZero();
    }

    private static String boundary(String report) {
        int from = report.indexOf("boundary=\"") + 10;
        return report.substring(from, report.indexOf('"', from));
    }
}
