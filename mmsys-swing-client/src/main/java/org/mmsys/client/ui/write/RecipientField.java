package org.mmsys.client.ui.write;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import javax.swing.JComponent;
import org.mmsys.client.core.model.Suggestion;
import org.mmsys.client.ui.kit.Texts;

/** A field for recipients outside of the window to write in, with the same pills and the same completion. Event thread. */
public final class RecipientField {
    private final AddressField field;

    /** A field of that name; {@code suggestions} completes what is typed. */
    public RecipientField(String name, Function<String, List<Suggestion>> suggestions) {
        field = new AddressField(name, suggestions);
        field.typing().getAccessibleContext().setAccessibleName(Texts.label("compose.to"));
    }

    /** What stands in the window. */
    public JComponent component() {
        return field;
    }

    /** Why nothing can be sent to what is written; empty if it can. */
    public Optional<String> objection() {
        field.commit();
        List<AddressText> all = field.addresses();
        return all.isEmpty()
                ? Optional.of(Texts.of("compose.no-recipient"))
                : all.stream()
                        .filter(address -> !address.good())
                        .map(address -> Texts.of("compose.bad-address", address.written()))
                        .findFirst();
    }

    /** The recipients as one text. */
    public String text() {
        return field.text();
    }

    /** Puts the caret into it. */
    public void focus() {
        field.typing().requestFocusInWindow();
    }
}
