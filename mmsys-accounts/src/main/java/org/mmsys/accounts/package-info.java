/** Accounts, passwords, authentication and the account protocol. */
@NullMarked
package org.mmsys.accounts;

import org.jspecify.annotations.NullMarked;
