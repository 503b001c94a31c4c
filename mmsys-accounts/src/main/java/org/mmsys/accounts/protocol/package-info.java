/** The account protocol as a server speaks it ({@code docs/protocols/accounts.md}). */
@NullMarked
package org.mmsys.accounts.protocol;

import org.jspecify.annotations.NullMarked;
