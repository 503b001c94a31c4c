package org.mmsys.client.ui.read;

import java.awt.Component;
import java.awt.Desktop;
import java.awt.Toolkit;
import java.awt.datatransfer.StringSelection;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;
import javax.swing.JOptionPane;
import org.mmsys.client.ui.kit.Texts;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What happens with links: the true target on hover, a question when the text names another place, the browser for the web. Event thread. */
final class Links implements LinkListener {
    private static final Logger log = LoggerFactory.getLogger(Links.class);

    private final Component owner;
    private final Consumer<String> onHover;
    private final Consumer<String> onMail;
    private Set<String> suspicious = Set.of();

    /** {@code onHover} hears the target, or an empty text; {@code onMail} a {@code mailto:} address. */
    Links(Component owner, Consumer<String> onHover, Consumer<String> onMail) {
        this.owner = owner;
        this.onHover = onHover;
        this.onMail = onMail;
    }

    /** These targets are not what their texts say. */
    void suspect(Set<String> targets) {
        suspicious = Set.copyOf(targets);
    }

    @Override
    public void hovered(String text, String address) {
        onHover.accept(suspicious.contains(address) ? Texts.of("reader.link.mismatch", text, address) : address);
    }

    @Override
    public void clicked(String text, String address) {
        String scheme = address.toLowerCase(Locale.ROOT);
        if (scheme.startsWith("mailto:")) {
            onMail.accept(address);
        } else if (scheme.startsWith("http://") || scheme.startsWith("https://")) {
            if (!suspicious.contains(address) || confirmed(text, address)) {
                browse(address);
            }
        }
    }

    private boolean confirmed(String text, String address) {
        Object[] choices = {Texts.of("dialog.cancel"), Texts.of("reader.link.copy"), Texts.of("reader.link.open")};
        int chosen = JOptionPane.showOptionDialog(
                owner,
                Texts.of("reader.link.open.mismatch", text, address),
                Texts.of("reader.link.open.title"),
                JOptionPane.DEFAULT_OPTION,
                JOptionPane.WARNING_MESSAGE,
                null,
                choices,
                choices[0]);
        if (chosen == 1) {
            copy(address);
        }
        return chosen == 2;
    }

    private static void browse(String address) {
        try {
            if (Desktop.isDesktopSupported() && Desktop.getDesktop().isSupported(Desktop.Action.BROWSE)) {
                Desktop.getDesktop().browse(new URI(address));
                return;
            }
        } catch (IOException | URISyntaxException | UnsupportedOperationException failed) {
            log.atInfo().setCause(failed).log("no browser for a link");
        }
        copy(address);
    }

    private static void copy(String address) {
        Toolkit.getDefaultToolkit().getSystemClipboard().setContents(new StringSelection(address), null);
    }
}
