package org.mmsys.client.ui.demo;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.mmsys.client.core.model.MessageRow;
import org.mmsys.client.core.model.OpenedMessage;
import org.mmsys.client.core.model.Person;

/** One message of the demonstration. Immutable. */
public record DemoMail(
        MessageRow row,
        Person from,
        List<Person> to,
        List<Person> cc,
        String plain,
        Optional<String> html,
        List<OpenedMessage.Part> attachments,
        Map<String, OpenedMessage.Inline> inline) {
    OpenedMessage opened() {
        return new OpenedMessage(
                row,
                List.of(
                        new OpenedMessage.Header("Return-Path", "<" + from.address() + ">"),
                        new OpenedMessage.Header("From", from.toString()),
                        new OpenedMessage.Header(
                                "To", to.isEmpty() ? "" : to.get(0).toString()),
                        new OpenedMessage.Header("Subject", row.subject()),
                        new OpenedMessage.Header("Message-ID", "<" + row.key().id() + "@example.org>")),
                new OpenedMessage.Addressees(List.of(from), to, cc, List.of()),
                plain,
                false,
                html.isPresent(),
                attachments,
                inline,
                List.of(),
                List.of(),
                true);
    }

    DemoMail with(MessageRow other) {
        return new DemoMail(other, from, to, cc, plain, html, attachments, inline);
    }
}
