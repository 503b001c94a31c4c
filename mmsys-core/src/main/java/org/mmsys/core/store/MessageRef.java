package org.mmsys.core.store;

import org.mmsys.core.journal.Guid;

/**
 * A message in an open maildrop.
 *
 * @param size octets with CRLF, before dot-stuffing (RFC 1939 §11)
 */
public record MessageRef(Guid guid, long size, Flags flags) {}
