"""The engine: a scenario compiled to a printable Program, addressed draws, backends that decide identically."""

SEMANTICS = 1
"""The version of what a tick means (docs/reference/semantics.md); part of every run's identity."""
