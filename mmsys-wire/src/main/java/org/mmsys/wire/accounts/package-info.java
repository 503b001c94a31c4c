/** The language of the account protocol ({@code docs/protocols/accounts.md}): verbs, commands, replies. */
@NullMarked
package org.mmsys.wire.accounts;

import org.jspecify.annotations.NullMarked;
