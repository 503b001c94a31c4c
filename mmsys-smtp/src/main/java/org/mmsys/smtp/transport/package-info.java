/** Mail, logins and questions that go out by SMTP: to the other servers of the system and to the world. */
@NullMarked
package org.mmsys.smtp.transport;

import org.jspecify.annotations.NullMarked;
