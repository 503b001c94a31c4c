/** The numbers of a node: where they are counted, and how Prometheus gets them. */
@NullMarked
package org.mmsys.server.metrics;

import org.jspecify.annotations.NullMarked;
