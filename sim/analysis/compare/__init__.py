"""Two runs side by side: differences with their intervals, ladders, waits, and how many runs a difference takes."""
