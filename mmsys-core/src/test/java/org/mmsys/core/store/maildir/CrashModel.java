package org.mmsys.core.store.maildir;

import java.util.Map;
import java.util.TreeMap;
import org.mmsys.wire.address.AccountName;

/** What users should see: for every account and folder the texts of the messages with their flags. */
final class CrashModel {
    private final Map<String, Map<String, String>> folders = new TreeMap<>();
    private final Map<String, String> guids = new TreeMap<>();

    interface Change {
        void apply(CrashModel model);
    }

    void make(AccountName account, String folder) {
        if (!folder.equals("INBOX")) {
            folders.computeIfAbsent(key(account, folder), any -> new TreeMap<>());
        }
    }

    void put(AccountName account, String folder, String text, String flags) {
        folders.computeIfAbsent(key(account, folder), any -> new TreeMap<>()).put(text, flags);
    }

    void remove(AccountName account, String folder, String text) {
        Map<String, String> messages = folders.getOrDefault(key(account, folder), new TreeMap<>());
        messages.remove(text);
        if (messages.isEmpty() && folder.equals("INBOX")) {
            folders.remove(key(account, folder));
        }
    }

    String flags(AccountName account, String folder, String text) {
        return folders.getOrDefault(key(account, folder), Map.of()).getOrDefault(text, "");
    }

    void rename(AccountName account, String from, String to) {
        Map<String, String> messages = folders.remove(key(account, from));
        folders.put(key(account, to), messages == null ? new TreeMap<>() : messages);
    }

    void drop(AccountName account, String folder) {
        folders.remove(key(account, folder));
    }

    void forget(AccountName account) {
        folders.keySet().removeIf(key -> key.startsWith(account + " "));
    }

    /** Account and text to guid. */
    Map<String, String> guids() {
        return guids;
    }

    private static String key(AccountName account, String folder) {
        return account + " " + folder;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof CrashModel that && folders.equals(that.folders);
    }

    @Override
    public int hashCode() {
        return folders.hashCode();
    }

    @Override
    public String toString() {
        return folders.toString();
    }
}
