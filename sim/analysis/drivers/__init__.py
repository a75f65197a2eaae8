"""What drives a difference: the paths on which histories flip, and which changed setting did how much of it."""
