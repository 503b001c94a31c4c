/** Writing a message. */
@NullMarked
package org.mmsys.client.ui.write;

import org.jspecify.annotations.NullMarked;
