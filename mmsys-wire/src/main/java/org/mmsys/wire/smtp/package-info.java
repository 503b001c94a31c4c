/** The language of SMTP: verbs, commands and their parser, replies (RFC 5321 and the extensions offered). */
@NullMarked
package org.mmsys.wire.smtp;

import org.jspecify.annotations.NullMarked;
