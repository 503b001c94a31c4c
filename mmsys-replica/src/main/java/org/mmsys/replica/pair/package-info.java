/**
 * The pair as a pure machine: who serves, what is committed, who may win, how a node that was away comes back.
 *
 * <p>Nothing in here reads a clock, a file or a socket, starts a thread or logs: {@link
 * org.mmsys.replica.pair.PairMachine#step} takes an event and says what has to be done. The order of steps is that of the model
 * in {@code docs/model/replication.pml}: the compare-and-set first, then the promise durable, then the deed.
 */
@NullMarked
package org.mmsys.replica.pair;

import org.jspecify.annotations.NullMarked;
