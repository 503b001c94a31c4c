package org.mmsys.client.ui;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Frame;
import java.awt.Point;
import java.awt.datatransfer.DataFlavor;
import java.awt.datatransfer.Transferable;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.swing.JDialog;
import javax.swing.JFrame;
import javax.swing.JTable;
import javax.swing.JTextField;
import javax.swing.TransferHandler;
import javax.swing.text.JTextComponent;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.mmsys.client.core.Call;
import org.mmsys.client.core.Events;
import org.mmsys.client.core.Problem;
import org.mmsys.client.core.model.Folder;
import org.mmsys.client.core.model.MessageRow;
import org.mmsys.client.core.model.OutboxEntry;
import org.mmsys.client.ui.demo.DemoMailService;
import org.mmsys.client.ui.list.Column;
import org.mmsys.client.ui.rig.Hands;
import org.mmsys.client.ui.rig.Look;
import org.mmsys.client.ui.rig.Rig;

/** The window and what is around it: other programs, files, notices of the desktop, a second start. */
final class OutsideTests {
    @RegisterExtension
    final Rig rig = new Rig();

    private final List<String> redirected = new CopyOnWriteArrayList<>();
    private final List<String> imported = new CopyOnWriteArrayList<>();
    private DemoMailService service;
    private MainFrame frame;
    private Sight sight;

    @BeforeEach
    void open() {
        service = new DemoMailService(true) {
            @Override
            public Call<OutboxEntry> redirect(MessageRow.Key message, String to, java.time.Duration hold) {
                redirected.add(to);
                return failed(Problem.of(Problem.Cause.DISK, "The disk is full."));
            }

            @Override
            public Call<Integer> importMail(Path file, Folder.Id folder) {
                imported.add(file.getFileName() + " into " + folder.path());
                return done(2);
            }

            @Override
            public Call<Integer> export(Folder.Id folder, Path mbox) {
                imported.add(folder.path() + " to " + mbox.getFileName());
                return done(14);
            }
        };
        frame = rig.open(service);
        sight = new Sight(frame);
        sight.awaitRows(14);
    }

    private void run(String command) {
        Look.doUi(() -> frame.commands().run(command));
    }

    @Test
    void messagesAreDraggedOutAsFilesNamedAfterTheirSubjects() throws Exception {
        sight.select("Re: Visit in Paris");
        List<Object> dropped = new CopyOnWriteArrayList<>();
        JTextField target = Look.find(JTextField.class, "search");
        Look.doUi(() -> target.setTransferHandler(new Taker(dropped)));
        rig.hands()
                .drag(
                        sight.cell("Re: Visit in Paris", Column.SUBJECT),
                        Hands.middle(target),
                        () -> target.getDropLocation() != null);
        Look.await("dropped", () -> !dropped.isEmpty());
        File file = (File) dropped.get(0);
        assertThat(file.getName()).isEqualTo("Re Visit in Paris.eml");
        assertThat(Files.readString(file.toPath())).isEqualTo("Subject: Re: Visit in Paris\r\n\r\nText\r\n");
        assertThat(sight.subjects()).as("it was copied, not moved").hasSize(14);
    }

    private static final class Taker extends TransferHandler {
        private final transient List<Object> taken;

        Taker(List<Object> taken) {
            this.taken = taken;
        }

        @Override
        public boolean canImport(TransferSupport support) {
            if (support.isDrop() && (support.getSourceDropActions() & COPY) != 0) {
                support.setDropAction(COPY);
            }
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
    void filesAreReadIntoAFolderByDroppingThemOnIt() throws Exception {
        List<File> files = List.of(new File("a.eml"), new File("b.mbox"));
        JTable source = frame.table();
        Look.doUi(() -> source.setTransferHandler(new TransferHandler() {
            @Override
            public int getSourceActions(javax.swing.JComponent component) {
                return COPY;
            }

            @Override
            protected Transferable createTransferable(javax.swing.JComponent component) {
                return new Files2(files);
            }
        }));
        sight.select("Lunch on Friday?");
        Point folder = sight.line("Travel");
        rig.hands().drag(sight.cell("Lunch on Friday?", Column.SUBJECT), folder, () -> sight.droppingOn("Travel"));
        assertThat(sight.toast()).isEqualTo("4 messages read into Travel");
        assertThat(imported).containsExactly("a.eml into Travel", "b.mbox into Travel");
    }

    private record Files2(List<File> files) implements Transferable {
        @Override
        public DataFlavor[] getTransferDataFlavors() {
            return new DataFlavor[] {DataFlavor.javaFileListFlavor};
        }

        @Override
        public boolean isDataFlavorSupported(DataFlavor flavour) {
            return DataFlavor.javaFileListFlavor.equals(flavour);
        }

        @Override
        public Object getTransferData(DataFlavor flavour) {
            return new ArrayList<>(files);
        }
    }

    @Test
    void aFolderIsWrittenToAFile() {
        Look.doUi(() ->
                javax.swing.SwingUtilities.invokeLater(() -> frame.commands().run("folder.export")));
        javax.swing.JFileChooser chooser = Look.find(javax.swing.JFileChooser.class, "a file", c -> true);
        assertThat(Look.onUi(() -> chooser.getSelectedFile().getName())).isEqualTo("Inbox.mbox");
        Look.doUi(chooser::approveSelection);
        assertThat(sight.toast()).isEqualTo("14 messages written to Inbox.mbox");
        assertThat(imported).containsExactly("INBOX to Inbox.mbox");
    }

    @Test
    void newMailIsToldOnceAndOutsideOnlyWhileTheWindowIsNotInFront() {
        List<String> outside = new CopyOnWriteArrayList<>();
        Look.doUi(() -> frame.newMail().outside((title, text) -> outside.add(title + "\n" + text)));
        come(1);
        assertThat(sight.toast()).isEqualTo("1 new message");
        assertThat(outside).isEmpty();
        JFrame other = Look.onUi(() -> {
            JFrame made = new JFrame("other");
            made.setBounds(900, 500, 200, 100);
            made.setVisible(true);
            return made;
        });
        Look.await("another window is in front", other::isActive);
        Look.doUi(() -> frame.notices().hide());
        come(2, 3);
        Look.await("told outside", () -> !outside.isEmpty());
        assertThat(outside).containsExactly("5 new messages\nGrace: News 2\nGrace: News 2\nGrace: News 3");
        run("view.notify");
        Look.doUi(() -> frame.notices().hide());
        come(1);
        assertThat(sight.toast()).isEqualTo("1 new message");
        assertThat(outside).hasSize(1);
        Look.doUi(other::dispose);
    }

    /** So many messages each, close together. */
    private void come(int... counts) {
        service.tell(l -> {
            for (int count : counts) {
                l.rowsChanged(arrival(count));
            }
        });
    }

    private static Events.RowsChanged arrival(int count) {
        List<MessageRow> rows = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            rows.add(new MessageRow(
                    new MessageRow.Key(DemoMailService.ACCOUNT, "Travel", "new" + count + "." + i),
                    i,
                    "News " + count,
                    "Grace",
                    "grace@example.org",
                    "",
                    0,
                    1,
                    0,
                    org.mmsys.client.core.model.ThreadLinks.NONE));
        }
        return new Events.RowsChanged(
                new Folder.Id(DemoMailService.ACCOUNT, "Travel"), rows, List.of(), List.of(), count);
    }

    @Test
    void anUndoIsNotPushedAwayByNewMail() {
        sight.select("Invoice 2231");
        rig.hands().press("DELETE");
        assertThat(sight.toast()).isEqualTo("1 message moved to Trash");
        come(1);
        Look.await("told", () -> !frame.newMail().waiting());
        assertThat(sight.toast()).isEqualTo("1 message moved to Trash");
    }

    @Test
    void whatStrangersWroteIsTextInANoticeOfTheDesktop() {
        assertThat(DesktopNotice.command("-t 1", "<b>x</b> & y\n--z"))
                .endsWith("--", "-t 1", "&lt;b&gt;x&lt;/b&gt; &amp; y --z");
    }

    @Test
    void aSecondStartBringsTheWindowForwardAndWrites() throws Exception {
        try (Doorbell bell = Doorbell.hang(
                rig.profile(), wish -> javax.swing.SwingUtilities.invokeLater(() -> FrontDoor.open(frame, wish)))) {
            assertThat(bell).isNotNull();
            Look.doUi(() -> frame.setExtendedState(Frame.ICONIFIED));
            assertThat(Doorbell.ring(rig.profile(), "")).isTrue();
            Look.await("the window is back", () -> (frame.getExtendedState() & Frame.ICONIFIED) == 0);
            assertThat(Doorbell.ring(
                            rig.profile(), "mailto:ta@mmsys.upenn.edu?subject=Hello%20there&bcc=evil@example.org"))
                    .isTrue();
            Look.window("compose");
            assertThat(Look.find(JTextComponent.class, "compose.subject").getText())
                    .isEqualTo("Hello there");
            assertThat(Look.isThere("compose.bcc.text")).isFalse();
        }
    }

    @Test
    void aMessageIsRedirectedToWhomeverOneWritesDown() {
        sight.select("Board minutes");
        run("message.redirect");
        JDialog dialog = (JDialog) Look.window("redirect");
        JTextComponent to = Look.find(JTextComponent.class, "redirect.to.text");
        rig.hands().awaitFocus(to);
        rig.hands().click(Look.find(javax.swing.JButton.class, "redirect.ok"));
        assertThat(Look.find(javax.swing.JLabel.class, "redirect.hint").getText())
                .isEqualTo("Write at least one address to send to.");
        rig.hands().click(to);
        rig.hands().type("nobody,");
        rig.hands().click(Look.find(javax.swing.JButton.class, "redirect.ok"));
        assertThat(Look.find(javax.swing.JLabel.class, "redirect.hint").getText())
                .isEqualTo("nobody is not a complete address.");
        assertThat(redirected).isEmpty();
        rig.hands().click(to);
        rig.hands().press("BACK_SPACE");
        Look.await("it can be changed", () -> to.getText().equals("nobody"));
        rig.hands().press("ctrl A");
        rig.hands().type("grace@example.org,");
        rig.hands().click(Look.find(javax.swing.JButton.class, "redirect.ok"));
        Look.await("sent", () -> !dialog.isShowing());
        assertThat(redirected).containsExactly("grace@example.org");
        assertThat(Look.find(javax.swing.JLabel.class, "problem.text").getText())
                .contains("The disk is full.");
    }

    @Test
    void theListIsAsDenseAsOneLikesAndStaysSo() {
        int normal = Look.onUi(() -> frame.table().getRowHeight());
        run("view.compact");
        int compact = Look.onUi(() -> frame.table().getRowHeight());
        run("view.relaxed");
        int relaxed = Look.onUi(() -> frame.table().getRowHeight());
        assertThat(compact).isLessThan(normal);
        assertThat(relaxed).isGreaterThan(normal);
        rig.lenient(); // a second window
        Look.doUi(frame::quit);
        MainFrame again = rig.open(new DemoMailService(true));
        assertThat(Look.onUi(() -> again.table().getRowHeight())).isEqualTo(relaxed);
        assertThat(Look.onUi(() -> again.commands().get("view.relaxed").getValue(javax.swing.Action.SELECTED_KEY)))
                .isEqualTo(true);
        assertThat(Look.onUi(() -> again.commands().get("view.normal").getValue(javax.swing.Action.SELECTED_KEY)))
                .isEqualTo(false);
    }
}
