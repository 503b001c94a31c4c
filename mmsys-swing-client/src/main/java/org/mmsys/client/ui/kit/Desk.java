package org.mmsys.client.ui.kit;

import java.time.InstantSource;
import java.time.ZoneId;
import org.mmsys.client.core.MailService;

/**
 * What every window of the program shares.
 *
 * @param state what the windows looked like last time
 */
public record Desk(MailService service, UiExecutor executor, WindowState state, InstantSource clock, ZoneId zone) {}
