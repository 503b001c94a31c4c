/** The SMTP server: a pure machine and the performer that answers it. */
@NullMarked
package org.mmsys.smtp;

import org.jspecify.annotations.NullMarked;
