"""Texts as evidence: what a paragraph id such as `AC:09` points at."""
