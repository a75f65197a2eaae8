"""Beliefs in words: one number, the sources, an actor, the differences of two worlds. Every function gives (depth, text) lines."""
