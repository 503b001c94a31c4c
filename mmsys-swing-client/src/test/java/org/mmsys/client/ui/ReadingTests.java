package org.mmsys.client.ui;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.awt.Toolkit;
import java.awt.datatransfer.DataFlavor;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import javax.swing.AbstractButton;
import javax.swing.JButton;
import javax.swing.JEditorPane;
import javax.swing.JFileChooser;
import javax.swing.JLabel;
import javax.swing.JMenuItem;
import javax.swing.text.JTextComponent;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.mmsys.client.core.Call;
import org.mmsys.client.core.Events;
import org.mmsys.client.core.Outcome;
import org.mmsys.client.core.model.MessageRow;
import org.mmsys.client.ui.demo.DemoCall;
import org.mmsys.client.ui.demo.DemoMailService;
import org.mmsys.client.ui.rig.Hands;
import org.mmsys.client.ui.rig.Look;
import org.mmsys.client.ui.rig.Rig;

/** Reading a message (client.md, points 20 to 25). */
final class ReadingTests {
    private static final String NEWS = "Five tide pools worth a detour";

    @RegisterExtension
    final Rig rig = new Rig();

    private final DemoCall<Path> saving = new DemoCall<>();
    private DemoMailService service;
    private MainFrame frame;
    private Sight sight;
    private boolean slow;

    @BeforeEach
    void open() {
        service = new DemoMailService(true) {
            @Override
            public Call<Path> savePart(MessageRow.Key message, String part, Path file) {
                return slow ? saving : super.savePart(message, part, file);
            }
        };
        frame = rig.open(service);
        sight = new Sight(frame);
        sight.awaitRows(14);
    }

    private void press(String name) {
        rig.hands().click(Look.find(AbstractButton.class, name));
    }

    @Test
    void blockedPicturesAreCountedAndShownOnceOnlyForThisView() {
        sight.select(NEWS);
        JLabel banner = Look.find(JLabel.class, "blocked.text");
        assertThat(banner.getText()).isEqualTo("3 remote pictures are not loaded; 1 looks like a tracker.");
        press("blocked.once");
        Look.await("the banner has gone", () -> !banner.isShowing());
        assertThat(service.remoteAllowed()).isEmpty();
        sight.select("Lunch on Friday?");
        sight.select(NEWS);
        Look.find(JLabel.class, "blocked.text");
        press("blocked.always");
        assertThat(service.remoteAllowed()).containsExactly("hello@fieldnotes.example");
        sight.select("Lunch on Friday?");
        sight.select(NEWS);
        Look.find(JEditorPane.class, "reader.simple");
        assertThat(Look.isThere("blocked.text")).isFalse();
    }

    @Test
    void theTextCanBeSelectedAndCopiedAndEveryMessageHasAPlainView() throws Exception {
        sight.select("Invoice 2231");
        JEditorPane simple = Look.find(JEditorPane.class, "reader.simple");
        rig.hands().press("F6");
        rig.hands().awaitFocus(simple);
        rig.hands().press("ctrl A");
        rig.hands().press("ctrl C");
        Object copied = Toolkit.getDefaultToolkit().getSystemClipboard().getData(DataFlavor.stringFlavor);
        assertThat(copied.toString()).contains("please find attached invoice 2231", "Gear, 40 teeth");
        press("reader.view.plain");
        JTextComponent plain = Look.find(JTextComponent.class, "reader.plain");
        assertThat(plain.getText()).startsWith("Dear Ada,");
        press("reader.view.original");
        Look.find(java.awt.Component.class, "reader.original");
        sight.select("Board minutes");
        assertThat(Look.find(JTextComponent.class, "reader.plain").getText()).startsWith("Hello Ada,");
        assertThat(Look.isThere("reader.view.plain")).isFalse();
    }

    @Test
    void theTargetOfALinkStandsInTheLineAtTheBottomWhileTheMouseIsOverIt() {
        sight.select("Invoice 2231");
        JEditorPane simple = Look.find(JEditorPane.class, "reader.simple");
        rig.hands().point(Sight.words(simple, "pay online"));
        Look.find(
                JLabel.class,
                "the target",
                label -> "state.detail".equals(label.getName())
                        && label.getText().equals("https://pay.hartmann-soehne.example/2231"));
        rig.hands().point(Hands.middle(frame.tree()));
        Look.await(
                "the target has gone",
                () -> Look.all(frame).stream()
                        .noneMatch(c -> c instanceof JLabel label
                                && label.getText() != null
                                && label.getText().contains("pay.hart")));
    }

    private void chooseFile(Path file) {
        JFileChooser chooser = Look.find(JFileChooser.class, "a file", c -> true);
        Look.doUi(() -> {
            chooser.setSelectedFile(new File(file.toString()));
            chooser.approveSelection();
        });
    }

    private void saveAttachment(Path file) {
        sight.select("Your tickets to Turin, 4 December");
        press("reader.attachment.2");
        JMenuItem save = Look.find(JMenuItem.class, "reader.attachment.save");
        rig.hands().click(save);
        chooseFile(file);
    }

    @Test
    void anAttachmentIsSavedUnderTheChosenName() throws Exception {
        Path file = rig.profile().resolve("ticket.pdf");
        saveAttachment(file);
        assertThat(sight.toast()).isEqualTo("ticket.pdf saved");
        assertThat(Files.readString(file)).isEqualTo("part 2");
    }

    @Test
    void anAttachmentIsDraggedOutAsAFile() throws Exception {
        sight.select("Your tickets to Turin, 4 December");
        JButton chip = Look.find(JButton.class, "reader.attachment.2");
        javax.swing.JTextField target = Look.find(javax.swing.JTextField.class, "search");
        List<Object> dropped = new java.util.concurrent.CopyOnWriteArrayList<>();
        Look.doUi(() -> target.setTransferHandler(new Taker(dropped)));
        rig.hands().drag(Hands.middle(chip), Hands.middle(target), () -> target.getDropLocation() != null);
        Look.await("dropped", () -> !dropped.isEmpty());
        assertThat(Files.readString(((File) dropped.get(0)).toPath())).isEqualTo("part 2");
        assertThat(dropped.get(0).toString()).endsWith("ticket-A7K2M.pdf");
    }

    private static final class Taker extends javax.swing.TransferHandler {
        private final transient List<Object> taken;

        Taker(List<Object> taken) {
            this.taken = taken;
        }

        @Override
        public boolean canImport(TransferSupport support) {
            return support.isDataFlavorSupported(DataFlavor.javaFileListFlavor);
        }

        @Override
        public boolean importData(TransferSupport support) {
            try {
                return taken.addAll((List<?>) support.getTransferable().getTransferData(DataFlavor.javaFileListFlavor));
            } catch (java.awt.datatransfer.UnsupportedFlavorException | java.io.IOException unreadable) {
                return false;
            }
        }
    }

    @Test
    void savingALargeAttachmentShowsItsProgressAndCanBeCancelled() throws Exception {
        slow = true;
        saveAttachment(rig.profile().resolve("ticket.pdf"));
        Look.await("the toast of nothing", () -> frame.notices().text().isEmpty());
        service.tell(l -> l.progress(new Events.Progress(
                saving.id(), java.util.Optional.empty(), Events.Progress.Stage.SAVING, 4 << 20, 20 << 20)));
        JButton cancel = Look.find(JButton.class, "state.cancel");
        assertThat(Look.find(JLabel.class, "state.progress").getText()).isEqualTo("Saving…");
        rig.hands().click(cancel);
        Look.await(
                "cancelled",
                () -> saving.outcome()
                        .map(o -> o instanceof Outcome.Cancelled<Path>)
                        .orElse(false));
        Look.await("no progress any more", () -> !cancel.isShowing());
        try (Stream<Path> files = Files.list(rig.profile())) {
            assertThat(files.map(f -> f.getFileName().toString())).noneMatch(name -> name.startsWith("ticket"));
        }
    }

    @Test
    void sourceHeadersAndTheSavedFileAreTheMessageAsItCame() throws Exception {
        sight.select("Board minutes");
        rig.hands().press("ctrl H");
        assertThat(Look.find(JTextComponent.class, "reader.headers").getText())
                .contains("Return-Path: <grace@example.org>", "Subject: Board minutes");
        rig.hands().press("ctrl U");
        assertThat(Look.find(JTextComponent.class, "source").getText()).startsWith("Subject: Board minutes");
        rig.hands().press("ESCAPE");
        Look.await("the source has gone", () -> Look.showing().size() == 1);
        sight.select("Board minutes");
        rig.hands().press("ctrl S");
        Path file = rig.profile().resolve("minutes.eml");
        chooseFile(file);
        assertThat(sight.toast()).isEqualTo("minutes.eml saved");
        assertThat(Files.readString(file)).isEqualTo("Subject: Board minutes\r\n\r\nText\r\n");
    }

    @Test
    void wordsAreFoundInTheMessage() {
        sight.select("Board minutes");
        rig.hands().press("ctrl F");
        JTextComponent field = Look.find(JTextComponent.class, "reader.find.text");
        rig.hands().awaitFocus(field);
        rig.hands().type("budget");
        rig.hands().press("ENTER");
        JTextComponent plain = Look.find(JTextComponent.class, "reader.plain");
        assertThat(Look.onUi(plain::getSelectedText)).isEqualTo("budget");
        rig.hands().type("x");
        rig.hands().press("ENTER");
        Look.find(JLabel.class, "not found", label -> "Not found".equals(label.getText()));
        rig.hands().press("ESCAPE");
        Look.await("the search has gone", () -> !field.isShowing());
    }

    @Test
    void withoutAPrinterAMessageIsPrintedToAFile() throws Exception {
        assumeTrue(java.awt.print.PrinterJob.lookupPrintServices().length == 0, "with a printer its dialog is shown");
        sight.select("Invoice 2231");
        rig.hands().press("ctrl P");
        Path file = rig.profile().resolve("invoice.ps");
        chooseFile(file);
        assertThat(sight.toast()).isEqualTo("invoice.ps saved");
        assertThat(Files.readString(file, StandardCharsets.ISO_8859_1))
                .startsWith("%!PS-Adobe")
                .contains("%%Page: 1");
    }

    @Test
    void whoeverSearchesInTheViewOriginalIsTakenToOneThatCanSearch() {
        sight.select("Invoice 2231");
        press("reader.view.original");
        Look.find(java.awt.Component.class, "reader.original");
        rig.hands().press("ctrl F");
        JTextComponent field = Look.find(JTextComponent.class, "reader.find.text");
        rig.hands().awaitFocus(field);
        JEditorPane simple = Look.find(JEditorPane.class, "reader.simple");
        rig.hands().type("gear");
        rig.hands().press("ENTER");
        Look.await("found", () -> "Gear".equalsIgnoreCase(simple.getSelectedText()));
    }

    @Test
    void theSpaceBarReadsOnAndThenGoesToTheNextUnreadMessage() {
        sight.select("Welcome to MMSys");
        for (int i = 0; i < 6 && sight.selected().equals(List.of("Welcome to MMSys")); i++) {
            rig.hands().press("SPACE");
        }
        assertThat(sight.selected()).doesNotContain("Welcome to MMSys");
        assertThat(Look.onUi(() -> frame.selected().get(0).subject()))
                .isIn(
                        "Re: Release plan",
                        "Backup of s1 took over for 41 seconds",
                        "Invoice 2231",
                        "Board minutes",
                        NEWS);
    }

    @Test
    void enterOpensTheMessageInAWindowOfItsOwnAndEscapeClosesIt() {
        sight.select("Board minutes");
        rig.hands().press("ENTER");
        Look.window("message");
        Look.await(
                "its text",
                () -> Look.all(Look.showing().get(0)).stream()
                        .anyMatch(c -> c instanceof JTextComponent text
                                && text.isShowing()
                                && text.getText().startsWith("Hello Ada,")));
        rig.hands().press("ESCAPE");
        Look.await("it has gone", () -> Look.showing().size() == 1);
    }
}
