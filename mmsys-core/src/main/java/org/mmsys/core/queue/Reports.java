package org.mmsys.core.queue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.mmsys.core.journal.Body;
import org.mmsys.core.journal.Guid;
import org.mmsys.core.journal.Journal;
import org.mmsys.core.journal.JournalEntry;
import org.mmsys.core.journal.Operation;
import org.mmsys.core.route.Route;
import org.mmsys.core.route.Router;
import org.mmsys.core.store.BodySource;
import org.mmsys.core.store.BodyWriter;
import org.mmsys.core.store.MailStore;
import org.mmsys.core.store.MailStore.Onward;
import org.mmsys.wire.address.EmailAddress;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes reports and the operations that bring them to the sender, through the same door as any mail. Any thread. */
public final class Reports {
    private static final Logger log = LoggerFactory.getLogger(Reports.class);
    /** RFC 3461 §4.3: larger messages are not returned whole. */
    private static final int WHOLE_MAX = 1024 * 1024;

    private static final int HEADER_MAX = 64 * 1024;

    private final Journal journal;
    private final MailStore store;
    private final Router router;
    private final BounceWriter writer;
    private final InstantSource clock;
    private final String node;
    private final Executor disk;

    /**
     * Reports in the name of a node.
     *
     * @param node its name, {@code s1/primary}
     * @param disk where {@link #deliveredHere} works
     */
    public Reports(
            Journal journal,
            MailStore store,
            Router router,
            BounceWriter writer,
            InstantSource clock,
            String node,
            Executor disk) {
        this.journal = journal;
        this.store = store;
        this.router = router;
        this.writer = writer;
        this.clock = clock;
        this.node = node;
        this.disk = disk;
    }

    /** Operations for an entry, and what is to be done if it is not taken. */
    record Prepared(List<Operation> operations, Runnable abandon) {
        static final Prepared NOTHING = new Prepared(List.of(), () -> {});
    }

    /**
     * The operation that brings the report to the sender. Waits for the disk.
     *
     * @throws IOException when it cannot be written now, for want of space above all
     */
    Prepared prepare(Report report) throws IOException {
        EmailAddress sender = report.about().sender().orElseThrow();
        Route route = router.route(sender);
        if (route instanceof Route.Unknown) {
            log.atWarn().addKeyValue("qid", report.about().id()).log("report not sent: there is no such sender");
            return Prepared.NOTHING;
        }
        Guid id = journal.guids().next().at(0);
        Instant now = clock.instant();
        BodyWriter into = store.newBody();
        boolean written = false;
        try {
            Body body = writer.write(report, id, now, into);
            written = true;
            return new Prepared(List.of(operation(report, route, sender, id, body, now)), into::abandon);
        } finally {
            if (!written) {
                into.abandon();
            }
        }
    }

    private Operation operation(Report report, Route route, EmailAddress sender, Guid id, Body body, Instant now) {
        log.atInfo()
                .addKeyValue("qid", report.about().id())
                .addKeyValue("kind", report.kind())
                .addKeyValue("report", id)
                .addKeyValue("rcpts", report.lines().size())
                .log("report to the sender");
        if (route instanceof Route.Local local) {
            Operation.Copy copy = new Operation.Copy(id, local.account(), "", "");
            return new Operation.Deliver(now, node, body, List.of(copy), Optional.empty());
        }
        return new Operation.Enqueue(
                now,
                id,
                body,
                Optional.empty(),
                true,
                BounceWriter.eightBit(report),
                report.about().smtpUtf8() || !sender.local().chars().allMatch(c -> c < 128),
                Operation.DsnWish.NONE,
                report.about().provenance(),
                List.of(new Operation.QueuedRecipient(sender, "NEVER", "")), // RFC 3461 §6.2 (h)
                Optional.empty());
    }

    /** What of a queued message is returned to its sender; empty when its body is lost. Waits for the disk. */
    static Optional<Report.Original> original(QueuedMessage message, boolean mayBeWhole) throws IOException {
        boolean whole = mayBeWhole
                && message.size() <= WHOLE_MAX
                && !message.envelope().dsn().ret().equals("HDRS");
        int most = (int) Math.min(message.size(), whole ? WHOLE_MAX : HEADER_MAX);
        ByteBuffer octets = ByteBuffer.allocate(most + 1);
        try (BodySource source = message.open()) {
            int got = 0;
            while (got >= 0 && octets.hasRemaining()) {
                got = source.read(octets);
            }
        } catch (DamagedBodyException lost) {
            return Optional.empty();
        }
        return Optional.of(cut(Arrays.copyOf(octets.array(), octets.position()), whole, message.size() > most));
    }

    private static Report.Original cut(byte[] octets, boolean whole, boolean more) {
        if (whole) {
            return new Report.Original(octets, true);
        }
        byte[] header = OriginalHeader.of(octets);
        boolean cutOff = more && header.length == octets.length;
        return new Report.Original(cutOff ? OriginalHeader.wholeLines(header) : header, false);
    }

    /**
     * Sends the success report for recipients of this server whose sender wants one (NOTIFY=SUCCESS); nothing for others.
     *
     * <p>To be called when the delivery is committed. Any thread; never waits. The report is lost when the node goes down
     * within the next moments, the mail is not.
     *
     * @param body as it was committed
     * @param about its envelope; the recipients are those delivered here
     * @param id the id of the delivery
     */
    public void deliveredHere(Body body, Onward about, Guid id) {
        List<Operation.QueuedRecipient> wanting =
                about.recipients().stream().filter(ReportWishes::success).toList();
        if (about.sender().isEmpty() || wanting.isEmpty()) {
            return;
        }
        try {
            disk.execute(() -> report(body, about, id, wanting));
        } catch (RejectedExecutionException busy) {
            log.atWarn().addKeyValue("qid", id).log("success report not sent: too busy");
        }
    }

    private void report(Body body, Onward about, Guid id, List<Operation.QueuedRecipient> wanting) {
        List<Report.Line> lines = new ArrayList<>();
        wanting.forEach(recipient ->
                lines.add(new Report.Line(recipient, Report.Action.DELIVERED, "2.0.0", "", Optional.empty())));
        try {
            Operation.Enqueue envelope = new Operation.Enqueue(
                    clock.instant(),
                    id,
                    body,
                    about.sender(),
                    about.trusted(),
                    about.eightBit(),
                    about.smtpUtf8(),
                    about.dsn(),
                    about.provenance(),
                    wanting,
                    Optional.empty());
            Report.Original header = cut(beginning(body), false, body.size() > HEADER_MAX);
            Prepared prepared =
                    prepare(new Report(Report.Kind.SUCCEEDED, envelope, lines, Optional.empty(), Optional.of(header)));
            if (!prepared.operations().isEmpty()) {
                journal.append(new JournalEntry(prepared.operations()), new Abandoning(id, prepared));
            }
        } catch (IOException e) {
            log.atWarn().addKeyValue("qid", id).setCause(e).log("success report not sent");
        }
    }

    private byte[] beginning(Body body) throws IOException {
        int most = (int) Math.min(body.size(), HEADER_MAX + body.prefixLength());
        if (body instanceof Body.Inline inline) {
            return Arrays.copyOfRange(inline.octets(), body.prefixLength(), most);
        }
        String name = ((Body.Spooled) body).fileName();
        ByteBuffer octets = ByteBuffer.allocate(most);
        try (FileChannel channel = FileChannel.open(journal.bodies().resolve(name), StandardOpenOption.READ)) {
            int got = 0;
            while (got >= 0 && octets.hasRemaining()) {
                got = channel.read(octets);
            }
        }
        return Arrays.copyOfRange(octets.array(), Math.min(body.prefixLength(), octets.position()), octets.position());
    }

    private record Abandoning(Guid id, Prepared prepared) implements Journal.CommitListener {
        @Override
        public void committed(long sequence) {
            // the report is on its way
        }

        @Override
        public void refused(Journal.Refusal why) {
            prepared.abandon().run();
            log.atWarn().addKeyValue("qid", id).addKeyValue("why", why).log("success report not sent");
        }
    }
}
