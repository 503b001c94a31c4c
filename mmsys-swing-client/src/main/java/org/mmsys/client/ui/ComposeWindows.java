package org.mmsys.client.ui;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import org.mmsys.client.core.MailService;
import org.mmsys.client.core.Problem;
import org.mmsys.client.core.model.Draft;
import org.mmsys.client.core.model.MessageRow;
import org.mmsys.client.core.model.OutboxEntry;
import org.mmsys.client.ui.kit.Banner;
import org.mmsys.client.ui.kit.Desk;
import org.mmsys.client.ui.kit.Notices;
import org.mmsys.client.ui.kit.Texts;
import org.mmsys.client.ui.list.DateTexts;
import org.mmsys.client.ui.write.ComposeFrame;

/**
 * The windows in which messages are written, and what happens after Send: the message is on the disk, a toast offers to take exactly
 * that entry back. Event thread.
 */
final class ComposeWindows implements ComposeFrame.Host {
    private static final Duration HOLD = Duration.ofSeconds(8);
    private static final Duration LATER = MailService.UNTIL_TOLD;

    private final Desk desk;
    private final DateTexts dates;
    private final Notices notices;
    private final Consumer<Problem> onProblem;
    private final List<ComposeFrame> open = new ArrayList<>();

    ComposeWindows(Desk desk, DateTexts dates, Notices notices, Consumer<Problem> onProblem) {
        this.desk = desk;
        this.dates = dates;
        this.notices = notices;
        this.onProblem = onProblem;
    }

    /** A new message to somebody, or to nobody yet. */
    ComposeFrame write(String to) {
        Draft empty = desk.service().newDraft(desk.service().accounts().get(0).id());
        return show(to.isEmpty() ? empty : empty.with(to, "", "", "", empty.body(), List.of()));
    }

    /** A new message by a link of a page or a mail; only what is harmless is taken from it (RFC 6068). */
    void mailto(String link) {
        String rest = link.substring(link.indexOf(':') + 1);
        int mark = rest.indexOf('?');
        String to = decoded(mark < 0 ? rest : rest.substring(0, mark));
        String subject = "";
        String body = "";
        String cc = "";
        for (String field : (mark < 0 ? "" : rest.substring(mark + 1)).split("&", -1)) {
            int equals = field.indexOf('=');
            String value = equals < 0 ? "" : decoded(field.substring(equals + 1));
            switch (field.toLowerCase(Locale.ROOT).replaceFirst("=.*", "")) {
                case "subject" -> subject = value;
                case "body" -> body = value.replace("\r\n", "\n");
                case "cc" -> cc = value;
                default -> {
                    // Bcc, attachments and other headers are not taken from strangers.
                }
            }
        }
        Draft empty = desk.service().newDraft(desk.service().accounts().get(0).id());
        show(empty.with(to, cc, "", subject, body + empty.body(), List.of()));
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8)
                    .replaceAll("[\\p{Cntrl}&&[^\r\n\t]]", "");
        } catch (IllegalArgumentException broken) {
            return text;
        }
    }

    /** An answer; {@code selection} is what it quotes. */
    void answer(MessageRow.Key message, Draft.Kind kind, Optional<String> selection) {
        desk.executor().then(desk.service().answer(message, kind, selection), this::show, onProblem);
    }

    void openDraft(MessageRow.Key message) {
        desk.executor().then(desk.service().draft(message), this::show, onProblem);
    }

    /** Takes a message out of the outbox to be changed. */
    void takeBack(String entry) {
        desk.executor().then(desk.service().takeBack(entry), this::show, onProblem);
    }

    /** Offers what was being written when the program ended without closing it. */
    void recover() {
        List<Draft> unfinished = desk.service().unfinished();
        unfinished.forEach(this::show);
        if (!unfinished.isEmpty()) {
            notices.say(Texts.of("toast.recovered"));
        }
    }

    ComposeFrame show(Draft draft) {
        ComposeFrame frame = new ComposeFrame(desk, dates, draft, this);
        open.add(frame);
        frame.setVisible(true);
        return frame;
    }

    /** Closes all; false when the user wants to go on writing. */
    boolean closeAll() {
        for (ComposeFrame frame : List.copyOf(open)) {
            if (!frame.close()) {
                return false;
            }
        }
        return true;
    }

    @Override
    public void send(Draft draft, boolean later, Runnable done, Consumer<Problem> failed) {
        desk.executor()
                .then(
                        desk.service().send(draft, later ? LATER : HOLD),
                        entry -> {
                            done.run();
                            say(entry, later);
                        },
                        failed);
    }

    /** Sends a message on as it came; Undo drops it again, for there is nothing to be edited. */
    void redirect(MessageRow row, String to) {
        desk.executor()
                .then(
                        desk.service().redirect(row.key(), to, HOLD),
                        entry -> offer(
                                entry,
                                () -> desk.executor()
                                        .then(
                                                desk.service().drop(entry.id()),
                                                dropped -> notices.say(Texts.of("toast.undone")),
                                                onProblem)),
                        onProblem);
    }

    private void say(OutboxEntry entry, boolean later) {
        if (later || desk.service().offline()) {
            notices.say(Texts.of("compose.queued", shortened(entry.subject())));
            return;
        }
        offer(entry, () -> takeBack(entry.id()));
    }

    private void offer(OutboxEntry entry, Runnable undo) {
        notices.show(
                left -> Texts.of("compose.sending", shortened(entry.subject()), left),
                List.of(
                        new Banner.Choice("undo", Texts.of("toast.undo"), undo),
                        new Banner.Choice(
                                "now",
                                Texts.of("compose.sending.now"),
                                () -> desk.executor().then(desk.service().retry(entry.id()), sent -> {}, onProblem))),
                HOLD,
                () -> {});
    }

    private static String shortened(String subject) {
        return subject.length() <= 48 ? subject : subject.substring(0, 45) + "…";
    }

    @Override
    public void closed(ComposeFrame frame) {
        open.remove(frame);
    }
}
