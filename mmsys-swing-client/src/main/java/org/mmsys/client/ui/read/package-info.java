/** Reading a message. */
@NullMarked
package org.mmsys.client.ui.read;

import org.jspecify.annotations.NullMarked;
