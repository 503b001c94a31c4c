package org.mmsys.core.config;

import org.mmsys.wire.text.PrintableText;

/**
 * Something wrong in the configuration.
 *
 * @param where a file with its line, or the command line
 */
public record Mistake(String where, String key, String value, String wanted) {
    @Override
    public String toString() {
        return where + ": " + PrintableText.of(key) + " = \"" + PrintableText.of(value) + "\": " + wanted;
    }
}
