package org.mmsys.core.queue;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.mmsys.core.journal.Operation.Enqueue;
import org.mmsys.core.journal.Operation.QueuedRecipient;

/** Chooses of whom a sender is told, and what: NOTIFY, and who else will tell it (RFC 3461 §4.1, §5.2). */
final class ReportLines {
    static final Verdict DAMAGED =
            new Verdict.Refused("5.3.0", "the message was damaged on our disk", Optional.empty());

    private final QueueSettings settings;

    ReportLines(QueueSettings settings) {
        this.settings = settings;
    }

    List<Report.Line> failures(Enqueue envelope, Job job, List<Verdict> verdicts) {
        List<Report.Line> lines = new ArrayList<>();
        for (int i = 0; i < job.recipients.length; i++) {
            QueuedRecipient recipient = envelope.recipients().get(job.recipients[i]);
            if (verdicts.get(i) instanceof Verdict.Refused refused && ReportWishes.failure(recipient)) {
                lines.add(new Report.Line(
                        recipient, Report.Action.FAILED, refused.status(), refused.diagnostic(), refused.remote()));
            }
        }
        return lines;
    }

    /** Recipients whose next server will not tell the sender itself. */
    List<Report.Line> successes(Enqueue envelope, Job job, List<Verdict> verdicts) {
        List<Report.Line> lines = new ArrayList<>();
        for (int i = 0; i < job.recipients.length; i++) {
            QueuedRecipient recipient = envelope.recipients().get(job.recipients[i]);
            if (verdicts.get(i) instanceof Verdict.Delivered delivered
                    && !delivered.dsnObeyed()
                    && ReportWishes.success(recipient)) {
                lines.add(new Report.Line(
                        recipient, Report.Action.RELAYED, "2.0.0", delivered.reply(), Optional.of(delivered.remote())));
            }
        }
        return lines;
    }

    /** Recipients delivered on this server. */
    List<Report.Line> delivered(Enqueue envelope, Job job) {
        List<Report.Line> lines = new ArrayList<>();
        for (int number : job.recipients) {
            QueuedRecipient recipient = envelope.recipients().get(number);
            if (ReportWishes.success(recipient)) {
                lines.add(new Report.Line(recipient, Report.Action.DELIVERED, "2.0.0", "", Optional.empty()));
            }
        }
        return lines;
    }

    List<Report.Line> delays(Enqueue envelope, Queued message, BitSet open) {
        List<Report.Line> lines = new ArrayList<>();
        for (Job job : message.jobs) {
            for (int i = 0; i < job.recipients.length; i++) {
                QueuedRecipient recipient = envelope.recipients().get(job.recipients[i]);
                if (open.get(job.recipients[i]) && job.verdicts == null && ReportWishes.delay(recipient)) {
                    Verdict.Deferred said = said(job, i);
                    lines.add(new Report.Line(
                            recipient,
                            Report.Action.DELAYED,
                            said == null ? "4.4.1" : said.status(),
                            said == null ? "" : said.diagnostic(),
                            said == null ? Optional.empty() : said.remote()));
                }
            }
        }
        return lines;
    }

    /** What was said last of a recipient, or of its destination. */
    static Verdict.@Nullable Deferred said(Job job, int index) {
        Lane lane = job.lane;
        Verdict.Deferred own = job.lastOf(index);
        return lane != null && lane.down() ? lane.downBecause : own;
    }

    /** The verdict on a recipient whose time is over. */
    Verdict expired(Job job, int index) {
        Verdict.Deferred said = said(job, index);
        return new Verdict.Refused(
                "4.4.7",
                said == null ? "not delivered within " + words(settings.expireAfter()) : said.diagnostic(),
                said == null ? Optional.empty() : said.remote());
    }

    private static String words(Duration time) {
        if (time.toDays() > 0) {
            return time.toDays() + " days";
        }
        return time.toMinutes() > 0 ? time.toMinutes() + " minutes" : time.toSeconds() + " seconds";
    }

    /** Makes a report. Waits for the disk. */
    Reports.Prepared report(Report.Kind kind, Queued message, List<Report.Line> lines, QueueParts parts)
            throws IOException {
        QueuedMessage stored = parts.queue().message(message);
        Optional<Report.Original> original = Reports.original(stored, kind == Report.Kind.FAILED);
        Duration left = settings.expireAfter()
                .minusMillis(message.ageMillis(parts.clock().millis()));
        Instant until = parts.clock().wall().instant().plus(left);
        return parts.reports().prepare(new Report(kind, stored.envelope(), lines, Optional.of(until), original));
    }
}
