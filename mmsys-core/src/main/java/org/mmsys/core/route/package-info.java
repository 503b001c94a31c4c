/** Where an address or a login leads, and who may log in. */
@NullMarked
package org.mmsys.core.route;

import org.jspecify.annotations.NullMarked;
