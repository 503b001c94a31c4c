package org.mmsys.client;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import org.mmsys.client.ToyServer.Talk;

/** An SMTP server as barely as a test wants it, with faults. */
public final class ToySmtp {
    private final List<String> received = new CopyOnWriteArrayList<>();
    private final List<String> heard = new CopyOnWriteArrayList<>();
    private volatile String ehlo = "250-toy\r\n250 8BITMIME\r\n";
    private volatile String refusedRecipient = "";
    private volatile Fault fault = Fault.NONE;

    /** Where it breaks off. */
    public enum Fault {
        NONE,
        GREETING_421,
        AT_MAIL,
        IN_BODY,
        /** Takes the beginning of a body and then nothing any more. */
        STALL_IN_BODY,
        /** Has all of a message and does not answer. */
        STALL_AFTER_DOT,
        /** Takes the message and does not say so. */
        AFTER_DOT
    }

    public void ehlo(String reply) {
        ehlo = reply;
    }

    public void fault(Fault other) {
        fault = other;
    }

    public boolean stallsInBody() {
        return fault == Fault.STALL_IN_BODY;
    }

    public void refuse(String recipient) {
        refusedRecipient = recipient;
    }

    public List<String> received() {
        return received;
    }

    public List<String> heard() {
        return heard;
    }

    public void play(Talk talk) throws IOException {
        if (fault == Fault.GREETING_421) {
            talk.say("421 not now");
            return;
        }
        talk.say("220 toy ESMTP");
        while (true) {
            String line = talk.line();
            heard.add(line);
            String upper = line.toUpperCase(Locale.ROOT);
            if (upper.startsWith("EHLO")) {
                talk.raw(ehlo);
            } else if (upper.startsWith("HELO")) {
                talk.say("250 toy");
            } else if (upper.startsWith("MAIL") && fault == Fault.AT_MAIL) {
                talk.cut();
                return;
            } else if (upper.startsWith("RCPT") && !refusedRecipient.isEmpty() && line.contains(refusedRecipient)) {
                talk.say("550 5.1.1 no such user here");
            } else if (upper.equals("DATA")) {
                talk.say("354 go on");
                if (!data(talk)) {
                    return;
                }
            } else if (upper.equals("QUIT")) {
                talk.say("221 bye");
                return;
            } else {
                talk.say("250 ok");
            }
        }
    }

    private boolean data(Talk talk) throws IOException {
        StringBuilder body = new StringBuilder();
        if (fault == Fault.IN_BODY) {
            talk.line();
            talk.cut();
            return false;
        }
        if (fault == Fault.STALL_IN_BODY) {
            talk.line();
            talk.stall();
            return false;
        }
        for (String line = talk.line(); !line.equals("."); line = talk.line()) {
            body.append(line.startsWith(".") ? line.substring(1) : line).append("\r\n");
        }
        received.add(body.toString());
        if (fault == Fault.STALL_AFTER_DOT) {
            talk.stall();
            return false;
        }
        if (fault == Fault.AFTER_DOT) {
            talk.cut();
            return false;
        }
        talk.say("250 2.0.0 taken");
        return true;
    }
}
