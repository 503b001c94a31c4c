package org.mmsys.client.ui;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.mmsys.client.core.Problem;
import org.mmsys.client.core.model.Folder;
import org.mmsys.client.core.model.MessageRow;
import org.mmsys.client.core.model.OutboxEntry;
import org.mmsys.client.ui.kit.Banner;
import org.mmsys.client.ui.kit.Desk;
import org.mmsys.client.ui.kit.Texts;
import org.mmsys.client.ui.list.DateTexts;

/** What is said above drafts and above what waits to be sent, with the ways on. Event thread. */
final class OutboxBanners {
    private final Desk desk;
    private final ComposeWindows compose;
    private final DateTexts dates;
    private final Consumer<Problem> onProblem;
    private boolean showing;

    OutboxBanners(Desk desk, ComposeWindows compose, DateTexts dates, Consumer<Problem> onProblem) {
        this.desk = desk;
        this.compose = compose;
        this.dates = dates;
        this.onProblem = onProblem;
    }

    /** The banners of a message in the reader. */
    List<Banner> of(MessageRow row) {
        if (Folder.kindOf(row.key().folder()) != Folder.Kind.DRAFTS) {
            return List.of();
        }
        return List.of(new Banner(
                "draft",
                Banner.Kind.INFO,
                Texts.of("reader.draft"),
                List.of(new Banner.Choice("edit", Texts.of("reader.draft.edit"), () -> compose.openDraft(row.key())))));
    }

    /** Says why the selected entry of the outbox is still there, and offers to change it or to try again. */
    void select(List<MessageRow> rows, Consumer<List<Banner>> show) {
        Optional<OutboxEntry> entry = rows.size() != 1
                ? Optional.empty()
                : desk.service().outbox().stream()
                        .filter(it -> it.id().equals(rows.get(0).key().id()))
                        .findFirst();
        if (entry.isPresent()) {
            show.accept(List.of(banner(entry.get())));
            showing = true;
        } else if (showing) {
            show.accept(List.of());
            showing = false;
        }
    }

    private Banner banner(OutboxEntry entry) {
        String why = entry.lastProblem().map(Problem::text).orElse("");
        boolean needed = entry.status().needsUser();
        String text = entry.status() == OutboxEntry.Status.UNKNOWN
                ? Texts.of("outbox.unknown") + ". " + why
                : needed
                        ? Texts.of("reader.outbox.refused", why)
                        : entry.untilTold()
                                ? Texts.of("outbox.later")
                                : Texts.of("outbox.waiting", dates.time(entry.dueAt()), why);
        return new Banner(
                "outbox",
                needed ? Banner.Kind.ERROR : Banner.Kind.INFO,
                text,
                List.of(
                        new Banner.Choice("edit", Texts.of("reader.outbox.edit"), () -> compose.takeBack(entry.id())),
                        new Banner.Choice(
                                "retry",
                                Texts.of("reader.outbox.retry"),
                                () -> desk.executor().then(desk.service().retry(entry.id()), done -> {}, onProblem))));
    }
}
