/** JSON as the admin port speaks it: small, strict, with limits. */
@NullMarked
package org.mmsys.server.json;

import org.jspecify.annotations.NullMarked;
