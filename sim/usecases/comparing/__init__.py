"""Runs side by side: which are meant, whether they can be paired, what differs, and what is written of it."""
