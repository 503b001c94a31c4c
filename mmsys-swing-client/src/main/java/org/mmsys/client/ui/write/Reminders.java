package org.mmsys.client.ui.write;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.mmsys.client.core.model.Draft;
import org.mmsys.client.ui.kit.Texts;

/** Notices what people notice a second too late: the attachment that is not there, the stranger among the recipients. Event thread. */
final class Reminders {
    private final boolean answers;
    private final Set<String> known = new HashSet<>();

    Reminders(Draft draft) {
        answers = draft.answers().isPresent();
        for (String list : List.of(draft.to(), draft.cc(), draft.bcc())) {
            AddressText.parse(list).forEach(address -> known.add(address.domain()));
        }
        draft.answers().ifPresent(it -> known.add(""));
    }

    /** The word by which the message speaks of an attachment it does not have; quoted lines and the signature do not count. */
    Optional<String> missingAttachment(Draft draft) {
        if (!draft.attachments().isEmpty()) {
            return Optional.empty();
        }
        StringBuilder own = new StringBuilder(draft.subject()).append('\n');
        for (String line : draft.body().split("\n", -1)) {
            if (line.equals("-- ") || line.equals("--")) {
                break;
            }
            if (!line.startsWith(">")) {
                own.append(line).append('\n');
            }
        }
        Pattern words = Pattern.compile(
                "\\b(" + Texts.raw("compose.attachment-words") + ")\\b",
                Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE | Pattern.UNICODE_CHARACTER_CLASS);
        Matcher found = words.matcher(own);
        return found.find() ? Optional.of(found.group().toLowerCase(Locale.ROOT)) : Optional.empty();
    }

    /** The first recipient of an answer whose domain was not in the conversation. */
    Optional<AddressText> newcomer(List<AddressText> recipients) {
        if (!answers || known.size() <= 1) {
            return Optional.empty();
        }
        return recipients.stream()
                .filter(AddressText::good)
                .filter(address -> !known.contains(address.domain()))
                .findFirst();
    }

    /** The user knows. */
    void accept(AddressText address) {
        known.add(address.domain());
    }
}
