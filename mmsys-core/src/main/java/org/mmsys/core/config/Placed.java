package org.mmsys.core.config;

/**
 * One of the values of a key that may be given several times.
 *
 * @param where a file with its line, or the command line
 */
public record Placed(String value, String where) {}
