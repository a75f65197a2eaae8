"""Why it happened, in words: one history, the paths on which histories flip, which setting did how much."""
