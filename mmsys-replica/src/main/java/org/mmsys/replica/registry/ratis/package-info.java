/** The registry of a system of several nodes: Apache Ratis, embedded in the nodes that vote. Nothing else here knows Ratis. */
@NullMarked
package org.mmsys.replica.registry.ratis;

import org.jspecify.annotations.NullMarked;
