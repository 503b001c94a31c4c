/** SASL exchanges (RFC 4422) without I/O: SCRAM-SHA-256, PLAIN, and what both ends need for them. */
@NullMarked
package org.mmsys.wire.sasl;

import org.jspecify.annotations.NullMarked;
