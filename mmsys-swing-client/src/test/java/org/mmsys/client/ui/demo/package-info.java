/** An engine without servers, full of mail, for the tests and pictures of the window. */
@NullMarked
package org.mmsys.client.ui.demo;

import org.jspecify.annotations.NullMarked;
