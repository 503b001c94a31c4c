/** Mail addresses and account names. */
@NullMarked
package org.mmsys.wire.address;

import org.jspecify.annotations.NullMarked;
