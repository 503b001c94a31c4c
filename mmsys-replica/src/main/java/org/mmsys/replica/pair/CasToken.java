package org.mmsys.replica.pair;

/**
 * Whose compare-and-set made a record: decides "was it mine?" after an answer was lost.
 *
 * @param incarnation random, drawn at each start of a node
 * @param number counts the proposals of that start
 */
public record CasToken(long incarnation, long number) {}
