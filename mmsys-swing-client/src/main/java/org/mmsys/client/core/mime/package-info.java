/** What is in a message: parts, safe HTML, writing, threads, addresses. */
@NullMarked
package org.mmsys.client.core.mime;

import org.jspecify.annotations.NullMarked;
