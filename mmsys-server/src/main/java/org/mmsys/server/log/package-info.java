/** How a log line looks: plug-ins of log4j that etc/log4j2.xml uses. */
@NullMarked
package org.mmsys.server.log;

import org.jspecify.annotations.NullMarked;
