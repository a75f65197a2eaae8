"""Differences in words: numbers with their intervals, and sentences that never claim more than the runs can tell."""
