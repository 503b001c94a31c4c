/** What the engine tells and is told: immutable records, safe on any thread. */
@NullMarked
package org.mmsys.client.core.model;

import org.jspecify.annotations.NullMarked;
