package org.mmsys.client.core.model;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A message being written. Immutable: the window makes a new one for each save.
 *
 * @param id of the draft: the same for all its versions, given by {@code MailService.newDraft}
 * @param account that sends it
 * @param to as typed, several by comma
 * @param body plain text
 * @param messageId without brackets; given once so that a resend is the same message
 * @param inReplyTo in brackets; empty if it answers nothing
 * @param references in brackets, oldest first
 * @param answers the message it answers or forwards, to be marked once this is sent
 */
public record Draft(
        String id,
        String account,
        String to,
        String cc,
        String bcc,
        String subject,
        String body,
        List<Attachment> attachments,
        String messageId,
        String inReplyTo,
        List<String> references,
        Optional<Answered> answers) {
    public Draft {
        attachments = List.copyOf(attachments);
        references = List.copyOf(references);
    }

    /** A file to go with it. It is copied into the profile when the draft is saved or sent. */
    public record Attachment(Path file, String name, String type, long sizeBytes) {}

    /** What a draft is the answer to. */
    public record Answered(MessageRow.Key key, Kind kind) {}

    /** How a draft answers. */
    public enum Kind {
        REPLY,
        REPLY_ALL,
        REPLY_LIST,
        FORWARD_INLINE,
        FORWARD_ATTACHED,
        REDIRECT,
        /** A new message with the contents of an old one. */
        EDIT_AS_NEW
    }

    /** The same with other words. */
    public Draft with(
            String newTo, String newCc, String newBcc, String newSubject, String newBody, List<Attachment> files) {
        return new Draft(
                id,
                account,
                newTo,
                newCc,
                newBcc,
                newSubject,
                newBody,
                files,
                messageId,
                inReplyTo,
                references,
                answers);
    }

    /** The same from another account. */
    public Draft from(String otherAccount) {
        return new Draft(
                id, otherAccount, to, cc, bcc, subject, body, attachments, messageId, inReplyTo, references, answers);
    }
}
