"""Backends execute a Program; all make identical decisions, so which one ran never changes a result."""
