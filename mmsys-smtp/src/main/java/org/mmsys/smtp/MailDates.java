package org.mmsys.smtp;

import java.time.LocalDateTime;
import java.time.ZoneOffset;

/** Writes dates for header fields (RFC 5322 §3.3), in UTC; the text of the last second is kept. Any thread. */
final class MailDates {
    private static final String[] DAYS = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
    private static final String[] MONTHS = {
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"
    };

    private volatile Stamp last = new Stamp(0, format(0));

    private record Stamp(long second, String text) {}

    /** For example {@code Sun, 22 Nov 2026 15:59:16 +0000}. */
    String at(long epochMillis) {
        long second = Math.floorDiv(epochMillis, 1000L);
        Stamp stamp = last;
        if (stamp.second() != second) {
            stamp = new Stamp(second, format(second));
            last = stamp;
        }
        return stamp.text();
    }

    private static String format(long second) {
        LocalDateTime time = LocalDateTime.ofEpochSecond(second, 0, ZoneOffset.UTC);
        StringBuilder text = new StringBuilder(32)
                .append(DAYS[time.getDayOfWeek().getValue() - 1])
                .append(", ")
                .append(time.getDayOfMonth())
                .append(' ')
                .append(MONTHS[time.getMonthValue() - 1])
                .append(' ')
                .append(time.getYear())
                .append(' ');
        twoDigits(text, time.getHour()).append(':');
        twoDigits(text, time.getMinute()).append(':');
        return twoDigits(text, time.getSecond()).append(" +0000").toString();
    }

    private static StringBuilder twoDigits(StringBuilder text, int number) {
        return text.append((char) ('0' + number / 10)).append((char) ('0' + number % 10));
    }
}
