package org.mmsys.client.ui.list;

import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Map;
import org.mmsys.client.ui.kit.Texts;

/** Dates as people read them in a list: the time for today, the weekday for this week, else the day. Event thread. */
public final class DateTexts {
    private static final int CACHE_MAX = 2_000;

    private final InstantSource clock;
    private final ZoneId zone;
    private final DateTimeFormatter today = formatter("today");
    private final DateTimeFormatter week = formatter("week");
    private final DateTimeFormatter year = formatter("year");
    private final DateTimeFormatter other = formatter("other");
    private final DateTimeFormatter full = formatter("full");
    private final Map<Long, String> cache = new LinkedHashMap<>(256, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, String> eldest) {
            return size() > CACHE_MAX;
        }
    };
    private LocalDate cachedOn = LocalDate.MIN;

    /** Dates as seen now in that zone. */
    public DateTexts(InstantSource clock, ZoneId zone) {
        this.clock = clock;
        this.zone = zone;
    }

    /** The date for a list; remembered by minute, as long as the day lasts. */
    public String brief(long millis) {
        LocalDate now = LocalDate.ofInstant(clock.instant(), zone);
        if (!now.equals(cachedOn)) {
            cache.clear();
            cachedOn = now;
        }
        return cache.computeIfAbsent(millis / 60_000, minute -> format(millis, now));
    }

    /** The date in full, for the head of a message. */
    public String full(Instant instant) {
        return full.format(instant.atZone(zone));
    }

    /** The time of day. */
    public String time(Instant instant) {
        return today.format(instant.atZone(zone));
    }

    private String format(long millis, LocalDate now) {
        ZonedDateTime at = Instant.ofEpochMilli(millis).atZone(zone);
        LocalDate day = at.toLocalDate();
        if (day.equals(now)) {
            return today.format(at);
        }
        if (day.isBefore(now) && day.isAfter(now.minusDays(7))) {
            return week.format(at);
        }
        return (day.getYear() == now.getYear() ? year : other).format(at);
    }

    private static DateTimeFormatter formatter(String name) {
        return DateTimeFormatter.ofPattern(Texts.raw("list.date." + name), Texts.locale());
    }
}
