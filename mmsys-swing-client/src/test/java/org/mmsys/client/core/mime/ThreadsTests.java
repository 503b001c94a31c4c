package org.mmsys.client.core.mime;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.mmsys.client.core.mime.Threads.Node;
import org.mmsys.client.core.model.MessageRow;
import org.mmsys.client.core.model.ThreadLinks;

/** Threads, also of liars. */
final class ThreadsTests {
    private static MessageRow row(int number, String id, String... references) {
        return new MessageRow(
                new MessageRow.Key("a", "INBOX", "u" + number),
                number,
                "s" + number,
                "f",
                "f@x",
                "t",
                number * 1000L,
                1,
                0,
                ThreadLinks.of(id, List.of(references)));
    }

    private static String shape(List<Node> nodes) {
        StringBuilder text = new StringBuilder();
        for (Node node : nodes) {
            text.append(node.row().order());
            if (!node.children().isEmpty()) {
                text.append('(').append(shape(node.children())).append(')');
            }
            text.append(' ');
        }
        return text.toString().strip();
    }

    @Test
    void answersStandBelowWhatTheyAnswer() {
        List<Node> threads = Threads.of(List.of(
                row(1, "<a>"), row(2, "<b>", "<a>"), row(3, "<c>", "<a>", "<b>"), row(4, "<d>"), row(5, "<e>", "<a>")));
        assertThat(shape(threads)).isEqualTo("1(2(3) 5) 4");
        assertThat(threads.get(0).size()).isEqualTo(4);
        assertThat(threads.get(0).latestMillis()).isEqualTo(5000);
    }

    @Test
    void whatIsMissingInTheMiddleIsBridged() {
        assertThat(shape(Threads.of(List.of(row(1, "<a>"), row(3, "<c>", "<a>", "<lost>"))))).isEqualTo("1(3)");
    }

    @Test
    void siblingsOfALostMessageBelongTogether() {
        assertThat(shape(Threads.of(List.of(row(1, "<b>", "<lost>"), row(2, "<c>", "<lost>"))))).isEqualTo("1(2)");
    }

    @Test
    void answersThatCameFirstFindTheirPlace() {
        assertThat(shape(Threads.of(List.of(row(1, "<b>", "<a>"), row(2, "<a>"))))).isEqualTo("2(1)");
    }

    @Test
    void loopsAndDoublesAndNamelessOnesLoseNobody() {
        List<Node> threads = Threads.of(List.of(
                row(1, "<a>", "<b>"), row(2, "<b>", "<a>"), row(3, "<c>", "<c>"), row(4, ""), row(5, ""), row(6, "<a>")));
        assertThat(threads.stream().mapToInt(Node::size).sum()).isEqualTo(6);
    }

    @Test
    void aHundredThousandInALineTakeNoTimeAndNoStack() {
        List<MessageRow> rows = new ArrayList<>();
        for (int i = 0; i < 100_000; i++) {
            rows.add(row(i + 1, "<m" + i + ">", "<m" + (i - 1) + ">"));
        }
        List<Node> threads = Threads.of(rows);
        assertThat(threads.stream().mapToInt(Node::size).sum()).isEqualTo(100_000);
    }
}
