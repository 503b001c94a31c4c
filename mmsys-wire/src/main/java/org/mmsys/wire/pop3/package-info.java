/** The language of POP3 (RFC 1939) and of its folder extension: verbs, commands, replies. */
@NullMarked
package org.mmsys.wire.pop3;

import org.jspecify.annotations.NullMarked;
