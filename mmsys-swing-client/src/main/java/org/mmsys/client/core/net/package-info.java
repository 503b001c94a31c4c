/** Sessions with servers: sockets, TLS and its pins, fail-over, and the machines of mmsys-wire driven by blocking reads. */
@NullMarked
package org.mmsys.client.core.net;

import org.jspecify.annotations.NullMarked;
