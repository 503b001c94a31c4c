/** A disk that fails as told: crashes, full disks, failing writes, power losses. */
@NullMarked
package org.mmsys.testkit.fs;

import org.jspecify.annotations.NullMarked;
