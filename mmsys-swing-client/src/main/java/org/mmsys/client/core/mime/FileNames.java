package org.mmsys.client.core.mime;

import java.util.Locale;
import java.util.Set;

/** Names for files of strangers: one level, no surprises, on any system. Pure. */
public final class FileNames {
    private static final int LENGTH_MAX = 120;
    private static final Set<String> RESERVED = Set.of(
            "con", "prn", "aux", "nul", "com1", "com2", "com3", "com4", "com5", "com6", "com7", "com8", "com9", "lpt1",
            "lpt2", "lpt3", "lpt4", "lpt5", "lpt6", "lpt7", "lpt8", "lpt9");
    private static final Set<String> HARMFUL = Set.of(
            "exe",
            "com",
            "bat",
            "cmd",
            "scr",
            "pif",
            "msi",
            "msp",
            "jar",
            "js",
            "jse",
            "vbs",
            "vbe",
            "wsf",
            "wsh",
            "ps1",
            "lnk",
            "hta",
            "cpl",
            "reg",
            "sh",
            "bash",
            "run",
            "desktop",
            "appimage",
            "app",
            "command",
            "dmg",
            "pkg",
            "deb",
            "rpm",
            "apk",
            "html",
            "htm",
            "svg",
            "xhtml",
            "iso",
            "img",
            "url",
            "scf",
            "docm",
            "xlsm",
            "pptm",
            "py",
            "pl",
            "rb");

    private FileNames() {}

    /** A name that can be used in any directory; never empty, never a path. */
    public static String safe(String raw, String type, String number) {
        String name = Headers.harmless(raw.replace('\\', '/'));
        name = name.substring(name.lastIndexOf('/') + 1)
                .replaceAll("[:*?\"<>|%\u0000-\u001f]", "_")
                .strip();
        while (name.startsWith(".") || name.startsWith("-")) {
            name = name.substring(1);
        }
        while (name.endsWith(".") || name.endsWith(" ")) {
            name = name.substring(0, name.length() - 1);
        }
        if (name.isEmpty()) {
            return "part-" + number + ending(type);
        }
        int dot = name.indexOf('.');
        String stem = (dot < 0 ? name : name.substring(0, dot))
                .toLowerCase(Locale.ROOT)
                .strip();
        return shorter(RESERVED.contains(stem) ? "_" + name : name);
    }

    private static String shorter(String name) {
        if (name.length() <= LENGTH_MAX) {
            return name;
        }
        int dot = name.lastIndexOf('.');
        String ending = dot > 0 && name.length() - dot <= 12 ? name.substring(dot) : "";
        return name.substring(0, LENGTH_MAX - ending.length()) + ending;
    }

    private static String ending(String type) {
        return switch (type) {
            case "text/plain" -> ".txt";
            case "text/html" -> ".html";
            case "message/rfc822" -> ".eml";
            case "application/pdf" -> ".pdf";
            case "image/png" -> ".png";
            case "image/jpeg" -> ".jpg";
            case "image/gif" -> ".gif";
            default -> ".bin";
        };
    }

    /** Whether opening it could run something. */
    public static boolean executable(String name, String type) {
        String ending = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
        return HARMFUL.contains(ending)
                || type.contains("javascript")
                || type.contains("x-sh")
                || type.contains("msdos");
    }
}
