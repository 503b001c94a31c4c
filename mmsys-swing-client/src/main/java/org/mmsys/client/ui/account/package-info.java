/** Setting up an account. */
@NullMarked
package org.mmsys.client.ui.account;

import org.jspecify.annotations.NullMarked;
