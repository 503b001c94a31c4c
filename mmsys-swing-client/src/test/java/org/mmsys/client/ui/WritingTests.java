package org.mmsys.client.ui;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Component;
import java.awt.datatransfer.DataFlavor;
import java.awt.datatransfer.Transferable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import javax.swing.AbstractButton;
import javax.swing.JButton;
import javax.swing.JLabel;
import javax.swing.JList;
import javax.swing.TransferHandler;
import javax.swing.text.JTextComponent;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.mmsys.client.core.Problem;
import org.mmsys.client.core.model.Draft;
import org.mmsys.client.core.model.OutboxEntry;
import org.mmsys.client.ui.demo.DemoMailService;
import org.mmsys.client.ui.demo.DemoMails;
import org.mmsys.client.ui.rig.Look;
import org.mmsys.client.ui.rig.Rig;

/** Writing and sending (client.md, points 26 and 28 to 32). */
final class WritingTests {
    @RegisterExtension
    final Rig rig = new Rig();

    private void press(String name) {
        rig.hands().click(Look.find(AbstractButton.class, name));
    }

    private static JTextComponent field(String name) {
        return Look.find(JTextComponent.class, name);
    }

    private void write() {
        rig.hands().press("ctrl N");
        rig.hands().awaitFocus(field("compose.to.text"));
    }

    private static void fill(String name, String text) {
        JTextComponent field = field(name);
        Look.doUi(() -> field.setText(text));
    }

    private static List<String> pills() {
        return Look.onUi(() -> Look.all(Look.showing().get(0)).stream()
                .filter(c -> "pill.text".equals(c.getName()))
                .map(c -> ((JLabel) c).getText())
                .toList());
    }

    @Test
    void twoLettersOfferPeopleAndTabTakesTheFirst() {
        rig.open(new DemoMailService(true));
        write();
        rig.hands().type("g");
        assertThat(Look.isThere("completion")).isFalse();
        rig.hands().type("r");
        JList<?> list = Look.find(JList.class, "completion");
        assertThat(Look.onUi(() -> list.getModel().getSize())).isGreaterThan(1);
        rig.hands().press("TAB");
        Look.await("a pill", () -> !pills().isEmpty());
        assertThat(pills()).containsExactly("Grace Hopper");
        rig.hands().type("gr");
        Look.find(JList.class, "completion");
        rig.hands().press("DOWN");
        rig.hands().press("ENTER");
        Look.await("two pills", () -> pills().size() == 2);
        assertThat(pills().get(1)).isNotEqualTo("Grace Hopper");
        rig.hands().type("nonsense,");
        Look.await("three pills", () -> pills().size() == 3);
        rig.hands().press("ctrl ENTER");
        assertThat(Look.find(JLabel.class, "objection.text").getText())
                .isEqualTo("nonsense is not a complete address.");
    }

    @Test
    void undoSendBringsBackExactlyThatMessageAndOnlyTheEditedTextLeaves() {
        DemoMailService service = new DemoMailService(true);
        MainFrame frame = rig.open(service);
        write();
        rig.hands().type("grace@example.org,");
        fill("compose.subject", "Lunch");
        fill("compose.body", "At noon.");
        rig.hands().press("ctrl ENTER");
        Look.await("the window has gone", () -> Look.showing().size() == 1);
        assertThat(new Sight(frame).toast()).startsWith("Sending “Lunch” in ");
        press("toast.undo");
        assertThat(field("compose.body").getText()).isEqualTo("At noon.");
        assertThat(service.outbox()).isEmpty();
        fill("compose.body", "At one.");
        rig.hands().press("ctrl ENTER");
        Look.await("the window has gone", () -> Look.showing().size() == 1);
        assertThat(service.sentDrafts().values()).extracting(Draft::body).containsExactly("At one.");
        assertThat(service.outbox()).hasSize(1);
    }

    @Test
    void whatWasBeingWrittenWhenTheProgramDiedIsOfferedAgain() {
        DemoMailService service = new DemoMailService(true) {
            @Override
            public List<Draft> unfinished() {
                return List.of(newDraft(ACCOUNT).with("grace@example.org", "", "", "Lost?", "All of it.", List.of()));
            }
        };
        MainFrame frame = rig.open(service);
        assertThat(field("compose.body").getText()).isEqualTo("All of it.");
        assertThat(field("compose.subject").getText()).isEqualTo("Lost?");
        assertThat(new Sight(frame).toast()).isEqualTo("A message you had not finished was recovered.");
    }

    @Test
    void theOutboxShowsReasonAndNextTryAndARefusedMessageCanBeEdited() {
        DemoMailService service = new DemoMailService(true);
        service.queue(entry(
                "o1", OutboxEntry.Status.WAITING, Problem.of(Problem.Cause.UNREACHABLE, "Neither server answers.")));
        service.queue(entry(
                "o2",
                OutboxEntry.Status.REFUSED,
                Problem.of(Problem.Cause.REFUSED, "550 5.1.1 bord@example.org: no such user.")
                        .advising("Correct the address and send it again.")));
        MainFrame frame = rig.open(service);
        Sight sight = new Sight(frame);
        sight.go("Outbox");
        sight.awaitRows(2);
        assertThat(Look.onUi(() -> frame.view().status(frame.model().row(0))
                        + frame.view().status(frame.model().row(1))))
                .contains("Next try 14:05. Neither server answers.", "!550 5.1.1 bord@example.org: no such user.");
        Look.doUi(() -> frame.table().select(new org.mmsys.client.core.model.MessageRow.Key("ada", "Outbox", "o2")));
        assertThat(Look.find(JLabel.class, "outbox.text").getText())
                .contains("bord@example.org: no such user.", "Correct the address");
        assertThat(Look.find(JButton.class, "outbox.edit").isEnabled()).isTrue();
        assertThat(Look.onUi(() -> frame.folders()
                        .find(Sight.folder("Outbox"))
                        .orElseThrow()
                        .attention()))
                .isTrue();
    }

    private static OutboxEntry entry(String id, OutboxEntry.Status status, Problem problem) {
        return new OutboxEntry(
                id,
                DemoMailService.ACCOUNT,
                "Subject " + id,
                List.of("bord@example.org"),
                4_200,
                status,
                DemoMails.NOW.minusSeconds(900),
                DemoMails.NOW.plusSeconds(20),
                3,
                Optional.of(problem));
    }

    @Test
    void droppedFilesBecomeAttachmentsAndTooLargeOnesAreToldBeforeSending() throws Exception {
        rig.open(new DemoMailService(true));
        write();
        rig.hands().type("grace@example.org,");
        fill("compose.subject", "Files");
        Path small = Files.write(rig.profile().resolve("small.txt"), new byte[2_000]);
        drop(field("compose.body"), List.of(small.toFile()));
        JButton chip = Look.find(JButton.class, "compose.attachment");
        assertThat(chip.getText()).contains("small.txt");
        assertThat(Look.find(JLabel.class, "compose.size").getText()).contains("the server allows");

        Path large = rig.profile().resolve("large.bin");
        try (var file = new java.io.RandomAccessFile(large.toFile(), "rw")) {
            file.setLength(30L << 20);
        }
        drop(field("compose.body"), List.of(large.toFile()));
        Look.find(
                JButton.class,
                "the large one",
                b -> b.getText() != null && b.getText().contains("large.bin"));
        rig.hands().press("ctrl ENTER");
        assertThat(Look.find(JLabel.class, "objection.text").getText()).contains("the server takes 25");
        assertThat(Look.isOpen("compose")).isTrue();
    }

    private static void drop(JTextComponent on, List<?> files) {
        Transferable dropped = new Transferable() {
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
                return files;
            }
        };
        assertThat(Look.onUi(
                        () -> on.getTransferHandler().importData(new TransferHandler.TransferSupport(on, dropped))))
                .isTrue();
    }

    @Test
    void anAttachmentThatIsSpokenOfAndAMissingSubjectAreAskedFor() {
        DemoMailService service = new DemoMailService(true);
        rig.open(service);
        write();
        rig.hands().type("grace@example.org,");
        fill("compose.body", "The plan is attached.");
        rig.hands().press("ctrl ENTER");
        assertThat(Look.find(JLabel.class, "objection.text").getText())
                .isEqualTo("You wrote “attached”, but nothing is attached.");
        fill("compose.body", "No plan.");
        rig.hands().press("ctrl ENTER");
        Look.find(JLabel.class, "no subject", l -> "This message has no subject.".equals(l.getText()));
        press("objection.anyway");
        Look.await("the window has gone", () -> Look.showing().size() == 1);
        assertThat(service.sentDrafts()).hasSize(1);
    }

    @Test
    void aRefusalOfTheEngineLeavesTheMessageInItsWindow() {
        DemoMailService service = new DemoMailService(true) {
            @Override
            public org.mmsys.client.core.Call<OutboxEntry> send(Draft draft, java.time.Duration hold) {
                return failed(Problem.of(Problem.Cause.DISK, "The disk is full."));
            }
        };
        rig.open(service);
        write();
        rig.hands().type("grace@example.org,");
        fill("compose.subject", "Lunch");
        fill("compose.body", "At noon.");
        rig.hands().press("ctrl ENTER");
        assertThat(Look.find(JLabel.class, "objection.text").getText())
                .isEqualTo("The message was not sent: The disk is full.");
        assertThat(field("compose.body").getText()).isEqualTo("At noon.");
        assertThat(Look.find(AbstractButton.class, "tool.compose.send").isEnabled())
                .isTrue();
    }

    @Test
    void closingAsksWhetherToKeepWhatWasWrittenAndNotWhenNothingWas() {
        DemoMailService service = new DemoMailService(true);
        rig.open(service);
        write();
        rig.hands().press("ESCAPE");
        Look.await("the window has gone", () -> Look.showing().size() == 1);
        write();
        fill("compose.subject", "Half a thought");
        rig.hands().press("ctrl W");
        JButton keep = Look.find(JButton.class, "keep", b -> "Keep in Drafts".equals(b.getText()));
        rig.hands().awaitFocus(keep);
        rig.hands().press("ENTER");
        Look.await("the windows have gone", () -> Look.showing().size() == 1);
        Look.await(
                "it was kept",
                () -> service.drafts().stream().anyMatch(d -> d.subject().equals("Half a thought")));
    }

    @Test
    void aStrangerInAConversationIsPointedOut() {
        MainFrame frame = rig.open(new DemoMailService(true));
        new Sight(frame).select("Board minutes");
        rig.hands().press("ctrl R");
        Look.window("compose");
        rig.hands().awaitFocus(field("compose.body"));
        Component to = field("compose.to.text");
        rig.hands().click(to);
        rig.hands().awaitFocus(to);
        rig.hands().type("ops@elsewhere.net,");
        Look.find(
                JLabel.class,
                "newcomer",
                label -> "ops@elsewhere.net is new in this conversation.".equals(label.getText()));
        rig.hands()
                .click(Look.find(
                        JButton.class,
                        "remove",
                        b -> b.getName() != null
                                && b.getName().endsWith(".remove")
                                && b.getName().startsWith("newcomer")));
        Look.await("the stranger has gone", () -> pills().size() == 1);
    }
}
