package org.mmsys.client.core.model;

/** An address for completion, and how often it was written to. */
public record Suggestion(Person person, int used) {}
