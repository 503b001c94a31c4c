/** The things every part of the window uses: look, texts, icons, commands, notices. */
@NullMarked
package org.mmsys.client.ui.kit;

import org.jspecify.annotations.NullMarked;
