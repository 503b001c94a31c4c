package org.mmsys.core.queue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.mmsys.core.journal.Body;
import org.mmsys.core.journal.Guids;
import org.mmsys.core.journal.Journal;
import org.mmsys.core.journal.Operation;
import org.mmsys.core.journal.Operation.Enqueue;
import org.mmsys.core.route.Route;
import org.mmsys.wire.address.AccountName;

/** Makes the entry that takes recipients out of the queue and into mailboxes here: their account has moved. Executor. */
final class LocalDelivery {
    private final QueueParts parts;
    private final Journal journal;
    private final ReportLines lines;

    LocalDelivery(QueueParts parts, ReportLines lines) {
        this.parts = parts;
        this.journal = parts.journal();
        this.lines = lines;
    }

    /** The accounts have moved on meanwhile. */
    static final class MovedException extends IOException {
        private static final long serialVersionUID = 1;

        MovedException() {
            super("no account of this server any more");
        }
    }

    /**
     * The operations.
     *
     * @throws DamagedBodyException when there is nothing to deliver
     * @throws MovedException when not all recipients live here
     */
    Reports.Prepared prepare(Job job, Operation done) throws IOException {
        Enqueue envelope = MailQueue.envelope(job.message);
        Set<AccountName> accounts = new LinkedHashSet<>();
        for (int recipient : job.recipients) {
            Route route =
                    parts.router().route(envelope.recipients().get(recipient).address());
            if (!(route instanceof Route.Local local)) {
                throw new MovedException();
            }
            accounts.add(local.account());
        }
        Guids.Block guids = journal.guids().next();
        List<Operation.Copy> copies = new ArrayList<>();
        accounts.forEach(account -> copies.add(new Operation.Copy(guids.at(copies.size()), account, "", "")));
        Body body = body(job.message, envelope.body());
        boolean prepared = false;
        try {
            List<Operation> operations = new ArrayList<>();
            operations.add(done);
            operations.add(new Operation.Deliver(
                    parts.clock().wall().instant(), parts.node(), body, copies, Optional.empty()));
            Reports.Prepared report = report(job, envelope);
            operations.addAll(report.operations());
            prepared = true;
            return new Reports.Prepared(operations, () -> {
                report.abandon().run();
                takeBack(body);
            });
        } finally {
            if (!prepared) {
                takeBack(body);
            }
        }
    }

    private Body body(Queued message, Body stored) throws IOException {
        QueueFiles files = parts.queue().files();
        if (stored.size() <= Body.INLINE_MAX) {
            return new Body.Inline(files.readAll(message.id, stored), stored.sha256(), stored.prefixLength());
        }
        return files.lend(message.id, stored, journal.guids().next().at(0));
    }

    private void takeBack(Body body) {
        if (body instanceof Body.Spooled lent) {
            parts.queue().files().takeBack(lent);
        }
    }

    private Reports.Prepared report(Job job, Enqueue envelope) throws IOException {
        List<Report.Line> wanting = lines.delivered(envelope, job);
        return wanting.isEmpty() || envelope.sender().isEmpty()
                ? Reports.Prepared.NOTHING
                : lines.report(Report.Kind.SUCCEEDED, job.message, wanting, parts);
    }
}
