package org.mmsys.client;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.mmsys.client.ToyServer.Talk;

/** A mailbox with folders (XFOLDERS) in memory, the same for every connection. What a session marks is done by XCOMMIT and QUIT. Thread-safe. */
public final class ToyFolders {
    private final Map<String, Map<String, Mail>> folders = new TreeMap<>();
    private int given;
    private volatile String losing = "";

    /** A message and its flags. */
    private record Mail(String text, Set<Character> flags) {}

    public ToyFolders() {
        folders.put("INBOX", new LinkedHashMap<>());
    }

    /** A message that comes from outside. */
    public synchronized void put(String folder, String text) {
        folders.computeIfAbsent(folder, name -> new LinkedHashMap<>())
                .put("guid" + given++, new Mail(text, new HashSet<>()));
    }

    /** The next time this verb is carried out its answer is lost; for one time. */
    public void loseAnswerTo(String verb) {
        losing = verb;
    }

    private void answered(Talk talk, String verb, String answer) throws IOException {
        if (losing.equals(verb)) {
            losing = "";
            talk.cut();
            throw new IOException("lost");
        }
        talk.say(answer);
    }

    public synchronized Set<String> names() {
        return Set.copyOf(folders.keySet());
    }

    /** The subjects in a folder, in its order, each behind its flags. */
    public synchronized List<String> subjects(String folder) {
        return folders.getOrDefault(folder, Map.of()).values().stream()
                .map(mail -> (mail.flags().contains('S') ? "S " : "- ") + subject(mail.text()))
                .toList();
    }

    private static String subject(String text) {
        return text.lines()
                .filter(line -> line.startsWith("Subject: "))
                .map(line -> line.substring(9))
                .findFirst()
                .orElse("");
    }

    public void play(Talk talk) throws IOException {
        talk.say("+OK toy with folders");
        Session session = new Session(talk);
        boolean goesOn = true;
        while (goesOn) {
            goesOn = session.answer(talk.line());
        }
    }

    /** One connection. */
    private final class Session {
        private final Talk talk;
        private String open = "INBOX";
        private List<String> ids = List.of();
        private final Map<String, String> marks = new LinkedHashMap<>();

        Session(Talk talk) {
            this.talk = talk;
            list();
        }

        private void list() {
            synchronized (ToyFolders.this) {
                ids = new ArrayList<>(folders.getOrDefault(open, Map.of()).keySet());
            }
        }

        boolean answer(String line) throws IOException {
            String[] words = line.split(" ", 3);
            String rest = words.length > 1 ? line.substring(words[0].length() + 1) : "";
            switch (words[0]) {
                case "CAPA" -> talk.raw("+OK\r\nUSER\r\nTOP\r\nUIDL\r\nXFOLDERS 1\r\n.\r\n");
                case "USER", "PASS", "NOOP" -> talk.say("+OK");
                case "XFLIST" -> talk.raw(listing());
                case "XFOPEN" -> talk.say(opened(rest));
                case "XFMAKE" -> answered(talk, "XFMAKE", made(rest));
                case "XFRENAME" -> answered(talk, "XFRENAME", renamed(rest.split("\t", 2)));
                case "XFDROP" -> talk.say(dropped(rest));
                case "UIDL", "LIST" -> talk.raw(numbers(words[0].equals("UIDL")));
                case "TOP", "RETR" -> talk.raw(message(words[1]));
                case "DELE" -> talk.say(marked(words[1], "D"));
                case "XMOVE" -> talk.say(exists(words[2]) ? marked(words[1], "M" + words[2]) : "-ERR [X-MISSING] no");
                case "XFLAG" -> talk.say(words.length > 2 ? marked(words[1], words[2]) : flags(words[1]));
                case "XAPPEND" -> append(Integer.parseInt(words[1]));
                case "XCOMMIT" -> {
                    update();
                    list();
                    answered(talk, "XCOMMIT", "+OK");
                }
                case "QUIT" -> {
                    update();
                    answered(talk, "QUIT", "+OK bye");
                    return false;
                }
                default -> talk.say("-ERR what?");
            }
            return true;
        }

        private String listing() {
            StringBuilder all = new StringBuilder("+OK\r\n");
            synchronized (ToyFolders.this) {
                folders.forEach((name, mails) -> all.append(mails.size())
                        .append(' ')
                        .append(mails.values().stream()
                                .filter(mail -> !mail.flags().contains('S'))
                                .count())
                        .append(' ')
                        .append(mails.values().stream()
                                .mapToLong(mail -> mail.text().length())
                                .sum())
                        .append(' ')
                        .append(name)
                        .append("\r\n"));
            }
            return all.append(".\r\n").toString();
        }

        private boolean exists(String name) {
            synchronized (ToyFolders.this) {
                return folders.containsKey(name);
            }
        }

        private String opened(String name) {
            if (!marks.isEmpty()) {
                return "-ERR [X-CANNOT] marks are pending";
            }
            if (!exists(name)) {
                return "-ERR [X-MISSING] no such folder";
            }
            open = name;
            list();
            return "+OK";
        }

        private String made(String name) {
            synchronized (ToyFolders.this) {
                return folders.putIfAbsent(name, new LinkedHashMap<>()) == null ? "+OK" : "-ERR [X-EXISTS] there";
            }
        }

        private String renamed(String[] names) {
            synchronized (ToyFolders.this) {
                if (!folders.containsKey(names[0]) || folders.containsKey(names[1])) {
                    return folders.containsKey(names[1]) ? "-ERR [X-EXISTS] there" : "-ERR [X-MISSING] no";
                }
                folders.put(
                        names[1], Optional.ofNullable(folders.remove(names[0])).orElseThrow());
                return "+OK";
            }
        }

        private String dropped(String name) {
            synchronized (ToyFolders.this) {
                if (!folders.containsKey(name)) {
                    return "-ERR [X-MISSING] no";
                }
                if (!folders.getOrDefault(name, Map.of()).isEmpty()) {
                    return "-ERR [X-NOTEMPTY] no";
                }
                folders.remove(name);
                return "+OK";
            }
        }

        private String numbers(boolean unique) {
            StringBuilder all = new StringBuilder("+OK\r\n");
            for (int i = 0; i < ids.size(); i++) {
                Optional<Mail> mail = mail(ids.get(i));
                if (mail.isPresent()) {
                    all.append(i + 1).append(' ');
                    all.append(unique ? ids.get(i) : mail.get().text().length()).append("\r\n");
                }
            }
            return all.append(".\r\n").toString();
        }

        private Optional<Mail> mail(String id) {
            synchronized (ToyFolders.this) {
                return Optional.ofNullable(folders.getOrDefault(open, Map.of()).get(id));
            }
        }

        private String message(String number) {
            return mail(ids.get(Integer.parseInt(number) - 1))
                    .map(mail -> "+OK\r\n" + mail.text().replace("\r\n.", "\r\n..") + ".\r\n")
                    .orElse("-ERR gone\r\n");
        }

        private String flags(String number) {
            return mail(ids.get(Integer.parseInt(number) - 1))
                    .map(mail -> "+OK " + (mail.flags().contains('S') ? "S" : ""))
                    .orElse("-ERR gone");
        }

        private String marked(String number, String what) {
            marks.merge(ids.get(Integer.parseInt(number) - 1), what, (a, b) -> a + " " + b);
            return "+OK";
        }

        private void append(int size) throws IOException {
            talk.say("+ go on");
            String text = new String(talk.octets(size), StandardCharsets.ISO_8859_1);
            String id;
            synchronized (ToyFolders.this) {
                id = "guid" + given++;
                folders.getOrDefault(open, new HashMap<>()).put(id, new Mail(text, new HashSet<>(Set.of('S'))));
            }
            list();
            answered(talk, "XAPPEND", "+OK " + id);
        }

        private void update() {
            synchronized (ToyFolders.this) {
                Map<String, Mail> here = folders.getOrDefault(open, Map.of());
                marks.forEach((id, all) -> {
                    for (String what : all.split(" ", -1)) {
                        Mail mail = here.get(id);
                        if (mail != null) {
                            done(here, id, mail, what);
                        }
                    }
                });
            }
            marks.clear();
        }

        private void done(Map<String, Mail> here, String id, Mail mail, String what) {
            if (what.equals("D")) {
                here.remove(id);
            } else if (what.startsWith("M")) {
                here.remove(id);
                folders.computeIfAbsent(what.substring(1), name -> new LinkedHashMap<>())
                        .put(id, mail);
            } else if (what.startsWith("+")) {
                mail.flags().add(what.charAt(1));
            } else {
                mail.flags().remove(what.charAt(1));
            }
        }
    }
}
