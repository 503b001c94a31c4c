package org.mmsys.client.core.model;

import java.util.Optional;
import java.util.Set;

/**
 * What to look for.
 *
 * @param text words that must all be there, in any case
 * @param inBody whether the text of messages on this disk is searched as well
 * @param marks that must be set
 * @param unreadOnly whether read ones are left out
 * @param folder only there; empty for all folders
 * @param account only there; empty for all accounts
 */
public record Search(
        String text,
        boolean inBody,
        Set<Mark> marks,
        boolean unreadOnly,
        Optional<Folder.Id> folder,
        Optional<String> account,
        int limit) {
    public Search {
        marks = Set.copyOf(marks);
        if (limit < 1) {
            throw new IllegalArgumentException("limit " + limit);
        }
    }

    /** Everywhere, headers and bodies. */
    public static Search everywhere(String text) {
        return new Search(text, true, Set.of(), false, Optional.empty(), Optional.empty(), 1000);
    }
}
