/** What tests of the window stand on: a screen of their own, hands for keys and mouse, a watch over the event thread. */
@NullMarked
package org.mmsys.client.ui.rig;

import org.jspecify.annotations.NullMarked;
