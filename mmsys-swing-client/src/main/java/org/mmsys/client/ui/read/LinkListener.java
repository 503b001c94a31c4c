package org.mmsys.client.ui.read;

/** Hears what the user does with links of a body. Event thread. */
interface LinkListener {
    /** The mouse is over a link; both are empty when it has left. */
    void hovered(String text, String address);

    /** The user has clicked a link that reads {@code text}. */
    void clicked(String text, String address);
}
