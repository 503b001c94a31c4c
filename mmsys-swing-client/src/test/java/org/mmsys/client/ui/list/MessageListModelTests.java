package org.mmsys.client.ui.list;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.mmsys.client.core.model.Mark;
import org.mmsys.client.core.model.MessageRow;
import org.mmsys.client.core.model.ThreadLinks;
import org.mmsys.client.ui.demo.DemoMails;
import org.mmsys.client.ui.kit.UiExecutor;
import org.mmsys.client.ui.rig.Display;
import org.mmsys.client.ui.rig.Look;

/** Sorting, filtering, threads and changes of the list without a window. */
@ExtendWith(Display.class)
final class MessageListModelTests {
    private final UiExecutor executor = new UiExecutor();
    private final MessageListModel model = Look.onUi(() -> new MessageListModel(executor));
    private final List<String> swaps = new ArrayList<>();

    @AfterEach
    void close() {
        executor.close();
    }

    private static MessageRow row(
            String id, long order, String subject, String from, long date, int marks, long... links) {
        long self = links.length == 0 ? order + 1_000 : links[0];
        long[] parents = links.length == 0 ? links : java.util.Arrays.copyOfRange(links, 1, links.length);
        return new MessageRow(
                new MessageRow.Key("ada", "INBOX", id),
                order,
                subject,
                from,
                from.toLowerCase(Locale.ROOT) + "@example.org",
                "Ada",
                date,
                100 + order,
                marks,
                ThreadLinks.ofHashes(self, parents));
    }

    private void load(List<MessageRow> rows, ListQuery how) {
        Look.doUi(() -> model.load(rows, how));
        settle();
    }

    private void show(ListQuery how) {
        Look.doUi(() -> model.show(how));
        settle();
    }

    private void settle() {
        Look.await("the list", model::settled);
    }

    private List<String> subjects() {
        return Look.onUi(() -> {
            List<String> all = new ArrayList<>();
            for (int i = 0; i < model.getRowCount(); i++) {
                all.add(model.row(i).subject());
            }
            return all;
        });
    }

    @ParameterizedTest
    @EnumSource(Column.class)
    void everyColumnSortsStablyBothWays(Column column) {
        List<MessageRow> rows = new ArrayList<>(DemoMails.many("ada", "INBOX", 500));
        Collections.shuffle(rows, new Random(7));
        load(rows, ListQuery.PLAIN.sorted(column, true));
        List<MessageRow> up = all();
        show(ListQuery.PLAIN.sorted(column, false));
        List<MessageRow> down = all();
        Collections.reverse(down);
        assertThat(down).isEqualTo(up);
        Comparator<MessageRow> order = switch (column) {
            case DATE -> Comparator.comparingLong(MessageRow::dateMillis);
            case SIZE -> Comparator.comparingLong(MessageRow::sizeBytes);
            case STAR -> Comparator.comparing(row -> !row.has(Mark.STARRED));
            case ATTACHMENT -> Comparator.comparing(row -> !row.has(Mark.ATTACHMENT));
            case TO, STATUS -> Comparator.comparing(MessageRow::to);
            case SUBJECT, FROM -> Comparator.comparing(row -> 0); // accents are another matter, below
        };
        if (column != Column.SUBJECT && column != Column.FROM) {
            assertThat(up).isSortedAccordingTo(order.thenComparingLong(MessageRow::order));
        }
        assertThat(up).hasSize(500).doesNotHaveDuplicates();
    }

    private List<MessageRow> all() {
        return Look.onUi(() -> {
            List<MessageRow> all = new ArrayList<>();
            for (int i = 0; i < model.getRowCount(); i++) {
                all.add(model.row(i));
            }
            return all;
        });
    }

    @Test
    void subjectsSortWithoutPrefixesCaseAndAccents() {
        load(
                List.of(
                        row("1", 1, "Re: beta", "x", 1, 0),
                        row("2", 2, "Alpha", "x", 2, 0),
                        row("3", 3, "AW: Fwd: élan", "x", 3, 0),
                        row("4", 4, "zeta", "x", 4, 0),
                        row("5", 5, "delta", "x", 5, 0)),
                ListQuery.PLAIN.sorted(Column.SUBJECT, true));
        assertThat(subjects()).containsExactly("Alpha", "Re: beta", "delta", "AW: Fwd: élan", "zeta");
    }

    @Test
    void allWordsMustBeThereInAnyCaseAndField() {
        List<MessageRow> rows = List.of(
                row("1", 1, "Invoice March", "Grace", 1, Mark.SEEN.bit()),
                row("2", 2, "invoice april", "Linus", 2, Mark.STARRED.bit()),
                row("3", 3, "Lunch", "Grace", 3, Mark.ATTACHMENT.bit() | Mark.SEEN.bit()));
        load(rows, ListQuery.PLAIN);
        show(ListQuery.PLAIN.filtered("  INVOICE grace ", false, false, false));
        assertThat(subjects()).containsExactly("Invoice March");
        show(ListQuery.PLAIN.filtered("linus@example", false, false, false));
        assertThat(subjects()).containsExactly("invoice april");
        show(ListQuery.PLAIN.filtered("", true, false, false));
        assertThat(subjects()).containsExactly("invoice april");
        show(ListQuery.PLAIN.filtered("", false, false, true));
        assertThat(subjects()).containsExactly("Lunch");
        show(ListQuery.PLAIN.filtered("", false, true, true));
        assertThat(subjects()).isEmpty();
        assertThat(model.total()).isEqualTo(3);
        show(ListQuery.PLAIN);
        assertThat(subjects()).containsExactly("Lunch", "invoice april", "Invoice March");
    }

    @Test
    void narrowingStepByStepFindsWhatOneStepFinds() {
        List<MessageRow> rows = DemoMails.many("ada", "INBOX", 2_000);
        load(rows, ListQuery.PLAIN);
        for (String text :
                List.of("i", "in", "inv", "invoice", "invoice ", "invoice 1", "invoice 1 billing", "inv", "")) {
            show(ListQuery.PLAIN.filtered(text, false, false, false));
            List<String> narrowed = subjects();
            MessageListModel fresh = Look.onUi(() -> new MessageListModel(executor));
            Look.doUi(() -> fresh.load(rows, ListQuery.PLAIN.filtered(text, false, false, false)));
            Look.await("the other list", fresh::settled);
            List<String> atOnce = Look.onUi(() -> {
                List<String> all = new ArrayList<>();
                for (int i = 0; i < fresh.getRowCount(); i++) {
                    all.add(fresh.row(i).subject());
                }
                return all;
            });
            assertThat(narrowed).as("\"%s\"", text).isEqualTo(atOnce);
        }
    }

    @Test
    void answersStandBelowWhatTheyAnswerAndACollapsedThreadIsOneLine() {
        List<MessageRow> rows = List.of(
                row("1", 1, "plan", "Linus", 10, Mark.SEEN.bit(), 1),
                row("2", 2, "Re: plan", "Grace", 20, Mark.SEEN.bit(), 2, 1),
                row("3", 3, "other", "Marie", 30, Mark.SEEN.bit(), 3),
                row("4", 4, "Re: plan", "Ada", 40, 0, 4, 1, 2),
                row("5", 5, "Re: plan", "Linus", 25, Mark.SEEN.bit(), 5, 1));
        ListQuery open = ListQuery.PLAIN.threaded(true, Set.of(), false);
        load(rows, open);
        assertThat(Look.onUi(() -> ids())).containsExactly("1", "2", "4", "5", "3");
        assertThat(Look.onUi(() -> List.of(
                        model.view().depth(0),
                        model.view().depth(1),
                        model.view().depth(2),
                        model.view().depth(3))))
                .containsExactly(0, 1, 2, 1);
        show(ListQuery.PLAIN.threaded(true, Set.of(), true));
        assertThat(Look.onUi(() -> ids())).containsExactly("4", "3");
        assertThat(Look.onUi(() -> model.view().threadSize(0))).isEqualTo(4);
        assertThat(Look.onUi(() -> model.view().hidesUnread(0))).isTrue();
        assertThat(model.passed()).isEqualTo(5);
    }

    private List<String> ids() {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < model.getRowCount(); i++) {
            ids.add(model.row(i).key().id());
        }
        return ids;
    }

    @Test
    void messagesThatAnswerEachOtherInACircleEndNowhereButInTheList() {
        load(
                List.of(
                        row("1", 1, "a", "x", 1, 0, 1, 2),
                        row("2", 2, "b", "x", 2, 0, 2, 3),
                        row("3", 3, "c", "x", 3, 0, 3, 1),
                        row("4", 4, "d", "x", 4, 0, 4, 4)),
                ListQuery.PLAIN.threaded(true, Set.of(), false));
        assertThat(subjects()).containsExactlyInAnyOrder("a", "b", "c", "d");
    }

    @Test
    void changesAreMergedWithoutMovingWhatStays() {
        load(DemoMails.many("ada", "INBOX", 50), ListQuery.PLAIN);
        Look.doUi(() -> model.addSwapListener(new Recorder()));
        MessageRow first = Look.onUi(() -> model.row(0));
        Look.doUi(() -> model.change(List.of(), List.of(first.with(Mark.STARRED, true)), List.of()));
        settle();
        assertThat(swaps).containsExactly("refreshed");
        assertThat(Look.onUi(() -> model.row(0).has(Mark.STARRED))).isTrue();

        MessageRow late = row("new", 900, "newest", "Grace", first.dateMillis() + 1_000_000, 0);
        Look.doUi(() -> model.change(List.of(late, late), List.of(), List.of(first.key())));
        settle();
        assertThat(swaps).containsExactly("refreshed", "before", "after removed=true fresh=false");
        assertThat(subjects()).hasSize(50).startsWith("newest");
        assertThat(Look.onUi(() -> model.place(first.key()))).isEmpty();
    }

    private final class Recorder implements MessageListModel.SwapListener {
        @Override
        public void before() {
            swaps.add("before");
        }

        @Override
        public void after(boolean removed, boolean fresh) {
            swaps.add("after removed=" + removed + " fresh=" + fresh);
        }

        @Override
        public void refreshed() {
            swaps.add("refreshed");
        }
    }

    @Test
    void ofManyRequestsTheLastOneIsShownAndNoChangeIsLost() {
        load(DemoMails.many("ada", "INBOX", 3_000), ListQuery.PLAIN);
        Look.doUi(() -> {
            for (int i = 0; i < 20; i++) {
                model.show(ListQuery.PLAIN.filtered("x" + i, false, false, false));
                model.change(List.of(row("new" + i, 10_000 + i, "needle " + i, "Grace", i, 0)), List.of(), List.of());
            }
            model.show(ListQuery.PLAIN.filtered("needle", false, false, false));
        });
        settle();
        assertThat(subjects()).hasSize(20).allMatch(subject -> subject.startsWith("needle"));
        assertThat(model.total()).isEqualTo(3_020);
    }

    @Test
    void aMarkedMessageStaysInTheFilterUntilTheFilterChanges() {
        load(
                List.of(row("1", 1, "a", "x", 1, 0), row("2", 2, "b", "x", 2, 0)),
                ListQuery.PLAIN.filtered("", true, false, false));
        MessageRow first = Look.onUi(() -> model.row(0));
        Look.doUi(() -> model.change(List.of(), List.of(first.with(Mark.SEEN, true)), List.of()));
        settle();
        assertThat(subjects()).containsExactly("b", "a");
        show(ListQuery.PLAIN.filtered("a", true, false, false));
        show(ListQuery.PLAIN.filtered("", true, false, false));
        assertThat(subjects()).containsExactly("a");
    }
}
