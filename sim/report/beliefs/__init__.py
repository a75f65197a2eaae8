"""Beliefs in words: one number, the sources, an actor, the differences of two worlds, as (depth, text) lines."""
