package org.mmsys.replica.pair;

/**
 * Why a node has the role it has, in one sentence for the administrator.
 *
 * @param epoch the highest epoch the node had promised when it happened
 * @param half who says it
 * @param role after it
 */
public record Explanation(long epoch, Half half, PairRole role, String sentence) {}
