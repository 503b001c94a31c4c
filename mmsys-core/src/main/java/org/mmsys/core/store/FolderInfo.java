package org.mmsys.core.store;

/** What {@code XFLIST} says of a folder. */
public record FolderInfo(FolderName name, int messages, int unseen, long octets) {}
