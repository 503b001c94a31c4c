package org.mmsys.client;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import org.mmsys.client.ToyServer.Talk;

/** A mailbox as barely as RFC 1939 lets it be, with the faults a test wants. Thread-safe enough for one client. */
public final class ToyPop3 {
    private final Map<String, String> messages = new LinkedHashMap<>();
    private final List<String> heard = new CopyOnWriteArrayList<>();
    private final Set<String> unknown;
    private volatile String greeting = "+OK toy";
    private volatile String login = "+OK";
    private volatile boolean lies;
    private volatile boolean loseQuit;
    private volatile String stallAt = "";

    /** @param unknown verbs it does not know, such as CAPA, UIDL, TOP */
    public ToyPop3(String... unknown) {
        this.unknown = Set.of(unknown);
    }

    public synchronized void put(String id, String message) {
        messages.put(id, message);
    }

    public synchronized Set<String> ids() {
        return new TreeSet<>(messages.keySet());
    }

    public List<String> heard() {
        return heard;
    }

    public void greeting(String line) {
        greeting = line;
    }

    public void login(String answer) {
        login = answer;
    }

    /** Sizes and counts it tells are nonsense. */
    public void lie() {
        lies = true;
    }

    /** QUIT is carried out and its answer lost. */
    public void loseQuit() {
        loseQuit = true;
    }

    /** At this verb it says nothing any more; at RETR and TOP not after half of the message. */
    public void stallAt(String verb) {
        stallAt = verb;
    }

    public void play(Talk talk) throws IOException {
        play(talk, Long.MAX_VALUE);
    }

    /** The same on a connection that breaks off after so many octets. */
    public void play(Talk talk, long octets) throws IOException {
        talk.dropAfter(octets);
        talk.say(greeting);
        List<String> ids;
        synchronized (this) {
            ids = new ArrayList<>(messages.keySet());
        }
        Set<Integer> deleted = new TreeSet<>();
        while (true) {
            String line = talk.line();
            heard.add(line);
            String[] words = line.split(" ", 3);
            String verb = words[0].toUpperCase(Locale.ROOT);
            if (stallAt.equals(verb)) {
                stall(talk, ids, words, verb);
                return;
            }
            if (unknown.contains(verb)) {
                talk.say("-ERR unknown command");
                continue;
            }
            switch (verb) {
                case "CAPA" -> talk.raw("+OK\r\nUSER\r\nTOP\r\nUIDL\r\n.\r\n");
                case "USER" -> talk.say("+OK");
                case "PASS" -> talk.say(login);
                case "STAT" -> talk.say("+OK " + ids.size() + " " + (lies ? 7 : total(ids)));
                case "LIST" -> list(talk, ids, deleted, false);
                case "UIDL" -> list(talk, ids, deleted, true);
                case "RETR", "TOP" -> body(talk, ids, words, verb);
                case "DELE" -> {
                    deleted.add(Integer.parseInt(words[1]));
                    talk.say("+OK");
                }
                case "QUIT" -> {
                    quit(talk, ids, deleted);
                    return;
                }
                default -> talk.say("-ERR unknown command");
            }
        }
    }

    private void stall(Talk talk, List<String> ids, String[] words, String verb) throws IOException {
        if (verb.equals("RETR") || verb.equals("TOP")) {
            String message;
            synchronized (this) {
                message = messages.getOrDefault(ids.get(Integer.parseInt(words[1]) - 1), "");
            }
            talk.raw("+OK\r\n" + message.substring(0, message.length() / 2));
        }
        talk.stall();
    }

    private synchronized long total(List<String> ids) {
        return ids.stream()
                .mapToLong(id -> messages.getOrDefault(id, "").length())
                .sum();
    }

    private synchronized void list(Talk talk, List<String> ids, Set<Integer> deleted, boolean unique)
            throws IOException {
        StringBuilder all = new StringBuilder("+OK\r\n");
        for (int i = 1; i <= ids.size(); i++) {
            if (!deleted.contains(i)) {
                String id = ids.get(i - 1);
                String size = lies
                        ? "999999999999"
                        : String.valueOf(messages.getOrDefault(id, "").length());
                all.append(i).append(' ').append(unique ? id : size).append("\r\n");
            }
        }
        talk.raw(all.append(".\r\n").toString());
    }

    private void body(Talk talk, List<String> ids, String[] words, String verb) throws IOException {
        String message;
        synchronized (this) {
            message = messages.getOrDefault(ids.get(Integer.parseInt(words[1]) - 1), "");
        }
        String shown = verb.equals("TOP") ? message.substring(0, message.indexOf("\r\n\r\n") + 4) : message;
        talk.raw("+OK\r\n" + shown.replace("\r\n.", "\r\n..") + ".\r\n");
    }

    private void quit(Talk talk, List<String> ids, Set<Integer> deleted) throws IOException {
        synchronized (this) {
            deleted.forEach(number -> messages.remove(ids.get(number - 1)));
        }
        if (loseQuit) {
            loseQuit = false;
            talk.cut();
            return;
        }
        talk.say("+OK bye");
    }

    /** A small message. */
    public static String message(String id, String subject) {
        return "From: Grace <grace@example.org>\r\nTo: ada@example.org\r\nSubject: " + subject
                + "\r\nMessage-ID: <" + id + "@example.org>\r\nDate: Sun, 22 Nov 2026 10:00:00 +0000\r\n\r\n"
                + "Text of " + subject + "\r\n.dot\r\n";
    }
}
