/** The mail client for scripts. */
@NullMarked
package org.mmsys.client.cli;

import org.jspecify.annotations.NullMarked;
