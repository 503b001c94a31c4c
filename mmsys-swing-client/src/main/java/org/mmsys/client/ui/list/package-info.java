/** Folders and messages as tree and table. */
@NullMarked
package org.mmsys.client.ui.list;

import org.jspecify.annotations.NullMarked;
