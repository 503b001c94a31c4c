/** The mail window. */
@NullMarked
package org.mmsys.client.ui;

import org.jspecify.annotations.NullMarked;
