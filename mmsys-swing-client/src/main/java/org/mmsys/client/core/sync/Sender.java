package org.mmsys.client.core.sync;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;
import org.mmsys.client.core.Events.Notice;
import org.mmsys.client.core.Events.Progress.Stage;
import org.mmsys.client.core.MailService;
import org.mmsys.client.core.Problem;
import org.mmsys.client.core.Problem.Cause;
import org.mmsys.client.core.Running;
import org.mmsys.client.core.mime.Addresses;
import org.mmsys.client.core.mime.EightBit;
import org.mmsys.client.core.model.ConnectionState.Service;
import org.mmsys.client.core.model.Draft;
import org.mmsys.client.core.model.Endpoint;
import org.mmsys.client.core.model.Folder;
import org.mmsys.client.core.model.Mark;
import org.mmsys.client.core.model.OutboxEntry;
import org.mmsys.client.core.model.OutboxEntry.Status;
import org.mmsys.client.core.net.SmtpSession;
import org.mmsys.client.core.net.SmtpSession.Sent;
import org.mmsys.client.core.net.Trouble;
import org.mmsys.client.core.store.Outbox;
import org.mmsys.client.core.store.Outbox.Stored;
import org.mmsys.wire.address.EmailAddress;
import org.mmsys.wire.smtp.OutgoingMail;

/**
 * Works the outbox of one account. Blocks; one at a time for an account.
 *
 * <p>Before a message is handed over the disk says so; what was handed over and not answered is unknown, also after a crash. It is sent
 * again by itself only where the server recognises it by its Message-ID.
 */
public final class Sender {
    /** How long to wait before an unknown is tried again. */
    public static final Duration UNKNOWN_WAIT = Duration.ofSeconds(60);

    private static final int SERVERS_MAX = 3;

    private static final List<Duration> PAUSES = List.of(
            Duration.ofSeconds(5),
            Duration.ofSeconds(15),
            Duration.ofSeconds(30),
            Duration.ofMinutes(1),
            Duration.ofMinutes(2),
            Duration.ofMinutes(5),
            Duration.ofMinutes(15));

    private final Ledger ledger;
    private final Servers servers;
    private final Outbox outbox;
    private final Filing filing;
    private final Runnable changed;

    /** @param changed called when the outbox is not as it was */
    public Sender(Ledger ledger, Servers servers, Outbox outbox, Filing filing, Runnable changed) {
        this.ledger = ledger;
        this.servers = servers;
        this.outbox = outbox;
        this.filing = filing;
        this.changed = changed;
    }

    /** After a start: what was under way when the program ended is unknown, and what was to wait until now is due. */
    public void recover() throws IOException {
        release();
        for (Stored stored : mine()) {
            if (stored.entry().status() == Status.SENDING) {
                Problem problem = Problem.of(
                                Cause.UNKNOWN_OUTCOME, "The program ended while the message was being handed over.")
                        .meanwhile(unknownDoing(stored.mmsys()));
                outbox.update(stored.with(
                        status(stored.entry(), Status.UNKNOWN, ledger.clock().instant(), problem)));
            }
        }
    }

    /** What was held until the user says so is due now. */
    public void release() throws IOException {
        for (Stored stored : mine()) {
            if (stored.entry().untilTold()) {
                outbox.update(stored.with(status(stored.entry(), Status.WAITING, now(), null)));
            }
        }
    }

    private List<Stored> mine() throws IOException {
        return outbox.all().stream()
                .filter(stored ->
                        stored.entry().account().equals(servers.account().id()))
                .toList();
    }

    /** When something is due; empty if nothing waits. */
    public Optional<Instant> due() throws IOException {
        return mine().stream()
                .filter(Sender::goesByItself)
                .map(stored -> stored.entry().dueAt())
                .min(Instant::compareTo);
    }

    private static boolean goesByItself(Stored stored) {
        return switch (stored.entry().status()) {
            case HELD, WAITING -> true;
            case UNKNOWN -> stored.mmsys() || stored.filed();
            case SENDING, REFUSED -> stored.filed();
        };
    }

    /** Sends what is due, or this entry whatever its status and time; how many went out. */
    public int flush(Running running, Optional<String> forced) throws IOException {
        int sent = 0;
        for (Stored stored : mine()) {
            running.check();
            boolean due = goesByItself(stored)
                    && !stored.entry().dueAt().isAfter(ledger.clock().instant());
            if (forced.isPresent() ? forced.get().equals(stored.entry().id()) : due) {
                sent += one(running, stored) ? 1 : 0;
            }
        }
        return sent;
    }

    private boolean one(Running running, Stored stored) throws IOException {
        if (stored.filed()) {
            file(stored);
            return true;
        }
        for (int tries = 1; ; tries++) {
            Optional<Endpoint> connected = Optional.empty();
            try (SmtpSession session = servers.smtp(running)) {
                note(session);
                connected = Optional.of(session.server());
                Stored handed =
                        stored.handedTo(session.mmsys()).with(status(stored.entry(), Status.SENDING, now(), null));
                List<Sent> fates = handOver(running, session, handed);
                return settle(handed, fates);
            } catch (CancellationException takenBack) {
                hold(running, stored);
                return false;
            } catch (Trouble trouble) {
                hold(running, stored);
                // nothing was handed over
                if (trouble.isUnanswered() && connected.isPresent()) {
                    servers.broke(Service.SMTP, connected.get(), trouble.problem());
                    if (tries < SERVERS_MAX) {
                        continue;
                    }
                }
                postpone(stored, trouble.problem());
                return false;
            }
        }
    }

    /** Stopped before it was handed over, it is held: whoever stopped it says when it goes on. */
    private void hold(Running running, Stored stored) throws IOException {
        if (running.abort().pulled()) {
            outbox.update(stored.with(status(stored.entry(), Status.HELD, now().plus(MailService.UNTIL_TOLD), null)));
            changed.run();
            running.check();
        }
    }

    private Instant now() {
        return ledger.clock().instant();
    }

    private void note(SmtpSession session) throws IOException {
        String fact = "smtp-size/" + servers.account().id();
        String size = session.offer().sizeMax().isPresent()
                ? String.valueOf(session.offer().sizeMax().getAsLong())
                : "";
        if (!ledger.index().fact(fact).orElse("").equals(size)) {
            ledger.index().edit(change -> {
                change.fact(fact, size);
            });
        }
        if (session.offer().keywords().isEmpty()) {
            servers.less(
                    ledger,
                    session.server() + " speaks the old SMTP only (HELO): it asks nobody for a password and cannot say"
                            + " how large a message may be.");
        } else if (!session.offer().has("AUTH")) {
            servers.less(
                    ledger,
                    session.server() + " asks nobody for a password (no AUTH): mail is sent without logging in.");
        }
    }

    private List<Sent> handOver(Running running, SmtpSession session, Stored stored) throws Trouble, IOException {
        List<OutgoingMail.Recipient> recipients = new ArrayList<>();
        for (String address : stored.entry().recipients()) {
            EmailAddress mailbox = Addresses.mailbox(address)
                    .orElseThrow(() -> Trouble.of(Problem.of(Cause.USAGE, address + " is no address.")));
            recipients.add(new OutgoingMail.Recipient(mailbox, "", ""));
        }
        Path file = outbox.message(stored.entry().id());
        boolean unicode = stored.entry().recipients().stream()
                .anyMatch(address -> address.chars().anyMatch(c -> c > 127));
        OutgoingMail mail = new OutgoingMail(
                Addresses.mailbox(stored.sender()),
                stored.entry().sizeBytes(),
                EightBit.in(file),
                unicode,
                "",
                "",
                Optional.empty(),
                Optional.empty(),
                recipients);
        if (!outbox.update(stored)) {
            throw new CancellationException("taken back");
        }
        changed.run();
        long[] done = {0};
        return session.send(mail, file, octets -> {
            done[0] += octets;
            running.progress(Stage.SENDING, done[0], stored.entry().sizeBytes());
        });
    }

    /** What the answers mean for the entry; whether anybody has it now. */
    private boolean settle(Stored stored, List<Sent> fates) throws IOException {
        List<String> accepted = new ArrayList<>();
        List<String> left = new ArrayList<>();
        Optional<Problem> refused = Optional.empty();
        Optional<Problem> later = Optional.empty();
        Optional<Problem> unknown = Optional.empty();
        for (int i = 0; i < fates.size(); i++) {
            String recipient = stored.entry().recipients().get(i);
            Sent fate = fates.get(i);
            if (fate instanceof Sent.Accepted) {
                accepted.add(recipient);
                continue;
            }
            left.add(recipient);
            if (fate instanceof Sent.Refused no) {
                refused = no.forGood() ? Optional.of(no.problem()) : refused;
                later = no.forGood() ? later : Optional.of(no.problem());
            } else if (fate instanceof Sent.Unknown perhaps) {
                unknown = Optional.of(perhaps.problem());
            }
        }
        Stored next = stored.accepting(accepted);
        if (left.isEmpty()) {
            outbox.update(next.toBeFiled());
            file(next);
            return true;
        }
        if (!accepted.isEmpty()) {
            copyToSent(next);
        }
        OutboxEntry entry = recipients(next.entry(), left);
        if (unknown.isPresent()) {
            Problem problem = unknown.get().meanwhile(unknownDoing(next.mmsys()));
            keep(next.with(status(entry, Status.UNKNOWN, now().plus(UNKNOWN_WAIT), problem)), problem);
        } else if (refused.isPresent()) {
            keep(next.with(status(entry, Status.REFUSED, now(), refused.get())), refused.get());
        } else {
            Problem problem = later.orElseGet(() -> Problem.of(Cause.TEMPORARY, "The server did not take it."));
            postpone(next.with(entry), problem);
        }
        return !accepted.isEmpty();
    }

    private static String unknownDoing(boolean mmsys) {
        return mmsys
                ? "It is sent again by itself; the server recognises it."
                : "It is not sent again by itself: the recipients might get it twice.";
    }

    private void keep(Stored stored, Problem problem) throws IOException {
        outbox.update(stored);
        changed.run();
        servers.link().notice(Notice.Kind.SEND_FAILED, stored.entry().subject(), Optional.of(problem));
    }

    private void postpone(Stored stored, Problem problem) throws IOException {
        int attempts = stored.entry().attempts();
        Duration pause = PAUSES.get(Math.min(attempts, PAUSES.size() - 1));
        boolean needsUser = !problem.cause().passing();
        Problem told = needsUser ? problem : problem.meanwhile("It is tried again by itself.");
        outbox.update(stored.with(status(stored.entry(), Status.WAITING, now().plus(pause), told)));
        changed.run();
    }

    private static OutboxEntry status(OutboxEntry entry, Status status, Instant due, @Nullable Problem problem) {
        return new OutboxEntry(
                entry.id(),
                entry.account(),
                entry.subject(),
                entry.recipients(),
                entry.sizeBytes(),
                status,
                entry.createdAt(),
                due,
                problem == null ? entry.attempts() : entry.attempts() + 1,
                Optional.ofNullable(problem));
    }

    private static OutboxEntry recipients(OutboxEntry entry, List<String> left) {
        return new OutboxEntry(
                entry.id(),
                entry.account(),
                entry.subject(),
                left,
                entry.sizeBytes(),
                entry.status(),
                entry.createdAt(),
                entry.dueAt(),
                entry.attempts(),
                entry.lastProblem());
    }

    /** All have it: the copy goes to Sent, and the entry goes. */
    private void file(Stored stored) throws IOException {
        copyToSent(stored);
        outbox.remove(stored.entry().id());
        changed.run();
        servers.link().notice(Notice.Kind.SENT, stored.entry().subject(), Optional.empty());
    }

    private void copyToSent(Stored stored) throws IOException {
        String account = stored.entry().account();
        String fact = "filed/" + stored.entry().id();
        ledger.ensureFolders(account);
        if (ledger.index().fact(fact).isPresent()) {
            return; // its copy may have been moved, or got the server's id, since
        }
        try {
            Path message = outbox.message(stored.entry().id());
            Folder.Id sent = new Folder.Id(account, Folder.SENT);
            filing.add(message, sent, stored.entry().id(), Mark.SEEN.bit());
            ledger.index().edit(change -> {
                change.fact(fact, "yes");
            });
            Optional<Draft.Answered> answered =
                    outbox.draft(stored.entry().id()).flatMap(Draft::answers);
            if (answered.isPresent()) {
                mark(answered.get());
            }
        } catch (Trouble impossible) {
            throw new IOException(impossible);
        }
    }

    private void mark(Draft.Answered answered) throws IOException {
        Mark mark = switch (answered.kind()) {
            case REPLY, REPLY_ALL, REPLY_LIST -> Mark.ANSWERED;
            case FORWARD_INLINE, FORWARD_ATTACHED, REDIRECT -> Mark.FORWARDED;
            case EDIT_AS_NEW -> Mark.SEEN;
        };
        filing.mark(List.of(answered.key()), mark, true);
    }
}
