package org.mmsys.accounts;

import java.util.List;
import org.mmsys.wire.accounts.AccountReply;

/**
 * What another server gets for an answer.
 *
 * @param lines that follow a status that announces them
 */
public record PeerAnswer(AccountReply status, boolean multiLine, List<String> lines) {
    public PeerAnswer {
        lines = List.copyOf(lines);
    }

    static PeerAnswer of(AccountReply status) {
        return new PeerAnswer(status, false, List.of());
    }

    static PeerAnswer of(List<String> lines) {
        return new PeerAnswer(AccountReply.ok(lines.size() + " follow"), true, lines);
    }

    /** All of it as it goes over the wire. No line of ours begins with a dot. */
    public String octets() {
        if (!multiLine) {
            return status.octets();
        }
        StringBuilder octets = new StringBuilder(status.octets());
        for (String line : lines) {
            octets.append(line).append("\r\n");
        }
        return octets.append(".\r\n").toString();
    }
}
