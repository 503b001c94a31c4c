package org.mmsys.client.ui.read;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.awt.print.PageFormat;
import java.awt.print.Paper;
import java.awt.print.Printable;
import java.awt.print.PrinterException;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import javax.print.Doc;
import javax.print.DocFlavor;
import javax.print.SimpleDoc;
import javax.print.StreamPrintService;
import javax.print.StreamPrintServiceFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.mmsys.client.core.model.MessageRow;
import org.mmsys.client.core.model.OpenedMessage;
import org.mmsys.client.core.model.Person;
import org.mmsys.client.core.model.ThreadLinks;
import org.mmsys.client.ui.kit.Theme;
import org.mmsys.client.ui.list.DateTexts;
import org.mmsys.client.ui.rig.Display;
import org.mmsys.client.ui.rig.Look;

/** A message on paper (client.md, point 25). */
@ExtendWith(Display.class)
final class MessagePrintTests {
    private static final String LONG = "A line of the message, to be read on paper.\n".repeat(150);

    private final DateTexts dates = new DateTexts(InstantSource.fixed(Instant.EPOCH), ZoneOffset.UTC);

    @BeforeEach
    void dark() {
        Look.doUi(() -> Theme.install(true, 1));
    }

    private static OpenedMessage message(String subject, String text, boolean html) {
        Person grace = new Person("Grace Hopper", "grace@example.org");
        MessageRow row = new MessageRow(
                new MessageRow.Key("ada", "INBOX", "1"),
                1,
                subject,
                "Grace",
                "grace@example.org",
                "",
                0,
                9,
                0,
                ThreadLinks.NONE);
        return new OpenedMessage(
                row,
                List.of(),
                new OpenedMessage.Addressees(List.of(grace), List.of(grace), List.of(), List.of()),
                text,
                false,
                html,
                List.of(),
                Map.of(),
                List.of(),
                List.of(),
                true);
    }

    private static PageFormat a4() {
        Paper paper = new Paper();
        paper.setSize(595, 842);
        paper.setImageableArea(50, 50, 495, 742);
        PageFormat format = new PageFormat();
        format.setPaper(paper);
        return format;
    }

    /** How many dark points a page has; -1 if there is no such page. */
    private static int dark(Printable pages, int page) throws PrinterException {
        BufferedImage sheet = new BufferedImage(595, 842, BufferedImage.TYPE_INT_RGB);
        Graphics2D g = sheet.createGraphics();
        g.setColor(Color.WHITE);
        g.fillRect(0, 0, 595, 842);
        int there = pages.print(g, a4(), page);
        g.dispose();
        int dark = 0;
        for (int y = 0; y < 842; y++) {
            for (int x = 0; x < 595; x++) {
                dark += (sheet.getRGB(x, y) & 0xff) < 100 ? 1 : 0;
            }
        }
        return there == Printable.PAGE_EXISTS ? dark : -1;
    }

    @Test
    void aLongMessageFillsSeveralPagesInBlackOnWhite() throws Exception {
        Printable pages = Look.onUi(() -> MessagePrint.plain(message("Plan", LONG, false), dates));
        assertThat(dark(pages, 0)).isBetween(5_000, 200_000);
        assertThat(dark(pages, 1)).isPositive();
        int last = 0;
        while (last < 20 && dark(pages, last) >= 0) {
            last++;
        }
        assertThat(last).isBetween(3, 6);
    }

    @Test
    void htmlIsPrintedWithItsHeadAndWithoutCallingOut() throws Exception {
        String html = "<html><body><p>Dear Ada</p>" + "<p>text</p>".repeat(5)
                + "<img src='http://127.0.0.1:9/x.png'></body></html>";
        Printable with = Look.onUi(
                () -> MessagePrint.html(message("A <b>subject</b>", "", true), dates, html, InlineParts.none()));
        Printable without = Look.onUi(() ->
                MessagePrint.html(message("", "", true), dates, "<html><body></body></html>", InlineParts.none()));
        assertThat(dark(with, 0)).isGreaterThan(dark(without, 0) + 300);
        assertThat(dark(with, 1)).isEqualTo(-1);
    }

    @Test
    void goesToAPostScriptPrinter() throws Exception {
        Printable pages = Look.onUi(() -> MessagePrint.plain(message("Plan", LONG, false), dates));
        DocFlavor flavour = DocFlavor.SERVICE_FORMATTED.PRINTABLE;
        ByteArrayOutputStream paper = new ByteArrayOutputStream();
        StreamPrintService printer = StreamPrintServiceFactory.lookupStreamPrintServiceFactories(
                flavour, DocFlavor.BYTE_ARRAY.POSTSCRIPT.getMimeType())[0]
                .getPrintService(paper);
        Doc document = new SimpleDoc(pages, flavour, null);
        printer.createPrintJob().print(document, null);
        String script = paper.toString(StandardCharsets.ISO_8859_1);
        assertThat(script).startsWith("%!PS-Adobe");
        assertThat(script.split("%%Page: ", -1)).hasSizeGreaterThan(3);
    }
}
