/** Test doubles for everyone: imports no MMSys module. */
@NullMarked
package org.mmsys.testkit;

import org.jspecify.annotations.NullMarked;
