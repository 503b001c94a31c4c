package org.mmsys.client.ui.kit;

import java.text.NumberFormat;

/** Sizes as people read them. Any thread. */
public final class Sizes {
    private static final long KILO = 1024;

    private Sizes() {}

    /** Two or three digits and a unit. */
    public static String of(long octets) {
        if (octets < KILO) {
            return Texts.of("size.bytes", octets);
        }
        double value = octets / (double) KILO;
        for (String unit : new String[] {"kilo", "mega"}) {
            if (value < KILO) {
                return Texts.of("size." + unit, number(value));
            }
            value /= KILO;
        }
        return Texts.of("size.giga", number(value));
    }

    private static String number(double value) {
        NumberFormat format = NumberFormat.getInstance(Texts.locale());
        format.setMaximumFractionDigits(value < 10 ? 1 : 0);
        return format.format(value);
    }
}
