"""The prompt for why it happened: one history told, and which setting did how much."""
