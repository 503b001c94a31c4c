package org.mmsys.replica.pair;

/**
 * What a node is told by its configuration.
 *
 * @param self which half it is
 * @param mayFound whether it may make the pair's first record: it is the configured primary and holds the bootstrap ticket
 * @param acceptSingleCopy whether the primary goes on alone when the partner is short of space, instead of refusing mail
 */
public record PairOptions(Half self, boolean mayFound, boolean acceptSingleCopy, PairTiming timing) {}
