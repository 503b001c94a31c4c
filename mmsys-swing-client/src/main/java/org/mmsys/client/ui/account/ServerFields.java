package org.mmsys.client.ui.account;

import com.formdev.flatlaf.FlatClientProperties;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import javax.swing.JComboBox;
import javax.swing.JLabel;
import javax.swing.JPanel;
import javax.swing.JTextField;
import net.miginfocom.swing.MigLayout;
import org.mmsys.client.core.model.Account.Security;
import org.mmsys.client.core.model.ConnectionState.Service;
import org.mmsys.client.core.model.Endpoint;
import org.mmsys.client.core.model.Endpoints;
import org.mmsys.client.core.model.ProbeLine;
import org.mmsys.client.core.model.ServerChoice;
import org.mmsys.client.ui.kit.Commands;
import org.mmsys.client.ui.kit.Forms;
import org.mmsys.client.ui.kit.Texts;

/** Primary and backup of the three services, each with a mark of its own, and how connections are encrypted. Event thread. */
final class ServerFields extends JPanel {
    private static final List<Service> SERVICES = List.of(Service.ACCOUNTS, Service.SMTP, Service.POP3);

    private final Map<Service, JLabel> labels = new EnumMap<>(Service.class);
    private final Map<Service, Slot> primaries = new EnumMap<>(Service.class);
    private final Map<Service, Slot> backups = new EnumMap<>(Service.class);
    private final JComboBox<String> security = new JComboBox<>();
    private boolean accountsNeeded;

    private record Slot(JTextField field, FieldMark mark) {}

    ServerFields() {
        super(new MigLayout(
                "insets 0, fillx, wrap 3, gap 10 4, hidemode 3",
                "[right,140::]10[grow,fill,sg field,0::]12[grow,fill,sg field,0::]"));
        setName("servers");
        setOpaque(false);
        add(new JLabel());
        add(Forms.muted(Texts.of("account.primary")));
        add(Forms.muted(Texts.of("account.backup")));
        for (Service service : SERVICES) {
            Slot primary = slot(service, "primary");
            Slot backup = slot(service, "backup");
            JLabel label = Forms.label("account." + key(service), primary.field());
            labels.put(service, label);
            primaries.put(service, primary);
            backups.put(service, backup);
            Commands.accessible(primary.field(), label.getText() + ", " + Texts.of("account.primary"));
            Commands.accessible(backup.field(), label.getText() + ", " + Texts.of("account.backup"));
            add(label);
            add(primary.field(), "wmin 80");
            add(backup.field(), "wmin 80");
            add(primary.mark(), "skip 1, wmin 0, gapbottom 4");
            add(backup.mark(), "wmin 0, gapbottom 4");
        }
        security.setName("account.security");
        for (String choice : List.of("auto", "tls", "implicit", "plain")) {
            security.addItem(Texts.of("account.security." + choice));
        }
        add(Forms.label("account.security", security));
        add(security, "spanx 2, growx 0, wmin 0");
    }

    private static Slot slot(Service service, String half) {
        JTextField field = new JTextField(18);
        String name = "account." + key(service) + "." + half;
        field.setName(name);
        field.putClientProperty(FlatClientProperties.PLACEHOLDER_TEXT, Texts.of("account.hint.hostport"));
        return new Slot(field, new FieldMark(name + ".mark", field));
    }

    private static Slot at(Map<Service, Slot> side, Service service) {
        return Objects.requireNonNull(side.get(service));
    }

    private static String key(Service service) {
        return switch (service) {
            case ACCOUNTS -> "accounts";
            case SMTP -> "smtp";
            case POP3 -> "pop3";
        };
    }

    /** Whether the server for new accounts is asked for. */
    void setAccountsNeeded(boolean needed) {
        accountsNeeded = needed;
        labels.forEach((service, label) -> label.setVisible(needed || service != Service.ACCOUNTS));
        for (Map<Service, Slot> side : List.of(primaries, backups)) {
            at(side, Service.ACCOUNTS).field().setVisible(needed);
            at(side, Service.ACCOUNTS).mark().setVisible(needed);
        }
    }

    void set(Service service, Optional<Endpoints> servers) {
        servers.ifPresent(both -> {
            at(primaries, service).field().setText(both.primary().toString());
            at(backups, service)
                    .field()
                    .setText(both.backup().map(Endpoint::toString).orElse(""));
        });
    }

    void setSecurity(Security value) {
        security.setSelectedIndex(
                switch (value) {
                    case REQUIRED -> 0;
                    case IF_OFFERED -> 1;
                    case IMPLICIT -> 2;
                    case NONE -> 3;
                });
    }

    Security security() {
        return switch (security.getSelectedIndex()) {
            case 1 -> Security.IF_OFFERED;
            case 2 -> Security.IMPLICIT;
            case 3 -> Security.NONE;
            default -> Security.REQUIRED;
        };
    }

    /** The servers as written; empty if something is wrong, which then stands below its field. */
    Optional<ServerChoice> read() {
        boolean good = true;
        Map<Service, Endpoints> found = new EnumMap<>(Service.class);
        for (Service service : SERVICES) {
            if (service == Service.ACCOUNTS && !accountsNeeded) {
                continue;
            }
            Optional<Endpoints> both = read(service);
            good &= both.isPresent();
            both.ifPresent(it -> found.put(service, it));
        }
        if (!good) {
            return Optional.empty();
        }
        return Optional.of(new ServerChoice(
                Optional.ofNullable(found.get(Service.ACCOUNTS)),
                Optional.ofNullable(found.get(Service.SMTP)),
                Optional.ofNullable(found.get(Service.POP3)),
                security()));
    }

    private Optional<Endpoints> read(Service service) {
        Slot first = at(primaries, service);
        Slot second = at(backups, service);
        first.mark().clear();
        second.mark().clear();
        Optional<Endpoint> primary = Endpoint.parse(first.field().getText());
        Optional<Endpoint> backup = Endpoint.parse(second.field().getText());
        if (first.field().getText().isBlank()) {
            first.mark().bad(Texts.of("account.endpoint.missing"));
        } else if (primary.isEmpty()) {
            first.mark().bad(Texts.of("account.endpoint.bad"));
        }
        boolean backupGood = backup.isPresent() || second.field().getText().isBlank();
        if (!backupGood) {
            second.mark().bad(Texts.of("account.endpoint.bad"));
        }
        return primary.isPresent() && backupGood ? Optional.of(new Endpoints(primary.get(), backup)) : Optional.empty();
    }

    /** Says that all are being tried. */
    void showTrying(ServerChoice choice) {
        for (Service service : SERVICES) {
            Optional<Endpoints> both = switch (service) {
                case ACCOUNTS -> choice.accounts();
                case SMTP -> choice.smtp();
                case POP3 -> choice.pop3();
            };
            both.ifPresent(it -> {
                at(primaries, service).mark().busy(Texts.of("account.mark.running"));
                if (it.backup().isPresent()) {
                    at(backups, service).mark().busy(Texts.of("account.mark.running"));
                }
            });
        }
    }

    /** A tick or a cross for each server that was tried. */
    void show(List<ProbeLine> lines) {
        for (ProbeLine line : lines) {
            Slot slot = at(line.primary() ? primaries : backups, line.service());
            if (line.works()) {
                slot.mark()
                        .good(Texts.of(
                                line.encrypted() ? "account.mark.ok.tls" : "account.mark.ok.clear",
                                Math.max(1, line.took().toMillis())));
            } else {
                slot.mark().bad(line.problem().map(p -> p.happened()).orElse(""));
            }
        }
    }

    /** Takes all marks away. */
    void clearMarks() {
        for (Map<Service, Slot> side : List.of(primaries, backups)) {
            side.values().forEach(slot -> slot.mark().clear());
        }
    }
}
