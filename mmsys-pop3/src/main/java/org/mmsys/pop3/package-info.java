/** The POP3 server with folders: a pure machine and the performer that answers it. */
@NullMarked
package org.mmsys.pop3;

import org.jspecify.annotations.NullMarked;
