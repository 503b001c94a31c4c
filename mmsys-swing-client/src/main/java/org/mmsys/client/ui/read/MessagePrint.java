package org.mmsys.client.ui.read;

import java.awt.Color;
import java.awt.Font;
import java.awt.print.Printable;
import java.awt.print.PrinterAbortException;
import java.awt.print.PrinterException;
import java.text.MessageFormat;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.stream.Collectors;
import javax.swing.JEditorPane;
import javax.swing.JTextArea;
import javax.swing.SwingUtilities;
import javax.swing.text.JTextComponent;
import org.jsoup.nodes.Entities;
import org.mmsys.client.core.model.OpenedMessage;
import org.mmsys.client.core.model.Person;
import org.mmsys.client.ui.kit.Texts;
import org.mmsys.client.ui.kit.Theme;
import org.mmsys.client.ui.list.DateTexts;

/** A message on paper: who, when and what about, then the text; black on white whatever the look of the window. Event thread. */
final class MessagePrint {
    private static final float POINTS = 10f;
    private static final String SHEET = "a { color: #000000 }\np { margin-top: 0; margin-bottom: 6 }\n"
            + "blockquote { margin-left: 4; padding-left: 10; color: #444444 }\n"
            + "h1 { font-size: 11pt } h2 { font-size: 10pt } h3 { font-size: 9pt }\ntd, th { padding: 2 }\n";

    private MessagePrint() {}

    /** The message with its plain text. */
    static Printable plain(OpenedMessage message, DateTexts dates) {
        JTextArea area = new JTextArea();
        area.setLineWrap(true);
        area.setWrapStyleWord(true);
        area.setFont(Theme.monospaced().deriveFont(Font.PLAIN, POINTS));
        String head = head(message, dates).stream()
                .map(line -> line.name() + ": " + line.value())
                .collect(Collectors.joining("\n"));
        area.setText(head + "\n\n" + message.plain());
        return paged(area);
    }

    /** The message with its cleaned HTML and its own pictures. */
    static Printable html(OpenedMessage message, DateTexts dates, String html, InlineParts pictures) {
        Font font = Theme.monospaced();
        String body = javax.swing.UIManager.getFont("defaultFont").getFamily(Locale.ROOT);
        SimpleKit kit = new SimpleKit(
                pictures,
                "body { font-family: '" + body + "'; font-size: 8pt; color: #000000; margin: 0 }\n"
                        + "pre, code, tt { font-family: '" + font.getFamily(Locale.ROOT) + "' }\n" + SHEET);
        String head = head(message, dates).stream()
                .map(line -> "<b>" + Entities.escape(line.name()) + ":</b> " + Entities.escape(line.value()))
                .collect(Collectors.joining("<br>", "<p>", "</p><hr>"));
        JEditorPane pane = new JEditorPane();
        pane.setEditorKit(kit);
        pane.setDocument(kit.document(withHead(html, head)));
        return paged(pane);
    }

    private static String withHead(String html, String head) {
        int body = html.toLowerCase(Locale.ROOT).indexOf("<body");
        int at = body < 0 ? 0 : html.indexOf('>', body) + 1;
        return html.substring(0, at) + head + html.substring(at);
    }

    private static Printable paged(JTextComponent text) {
        text.setForeground(Color.BLACK);
        text.setBackground(Color.WHITE);
        Printable pages = text.getPrintable(null, new MessageFormat(Texts.raw("reader.print.page")));
        return (paper, format, page) -> onUi(() -> pages.print(paper, format, page));
    }

    /** Pages are printed on a thread that may wait; each is laid out and drawn where Swing wants it. */
    private static int onUi(Callable<Integer> draw) throws PrinterException {
        FutureTask<Integer> drawn = new FutureTask<>(draw);
        if (SwingUtilities.isEventDispatchThread()) {
            drawn.run();
        } else {
            SwingUtilities.invokeLater(drawn);
        }
        try {
            return drawn.get();
        } catch (ExecutionException failed) {
            throw new PrinterException(String.valueOf(failed.getCause()));
        } catch (InterruptedException ending) {
            Thread.currentThread().interrupt();
            throw new PrinterAbortException("interrupted");
        }
    }

    private record Line(String name, String value) {}

    private static List<Line> head(OpenedMessage message, DateTexts dates) {
        List<Line> lines = new ArrayList<>();
        lines.add(new Line(Texts.label("compose.subject"), message.row().subject()));
        people(lines, "reader.from", message.addressees().from());
        people(lines, "reader.to", message.addressees().to());
        people(lines, "reader.cc", message.addressees().cc());
        lines.add(new Line(Texts.of("reader.date"), dates.full(message.row().date())));
        if (!message.attachments().isEmpty()) {
            lines.add(new Line(
                    Texts.of("reader.print.attachments"),
                    message.attachments().stream().map(OpenedMessage.Part::name).collect(Collectors.joining(", "))));
        }
        return lines;
    }

    private static void people(List<Line> lines, String key, List<Person> people) {
        if (!people.isEmpty()) {
            lines.add(new Line(
                    Texts.of(key), people.stream().map(Person::toString).collect(Collectors.joining(", "))));
        }
    }
}
