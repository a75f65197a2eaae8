"""Pictures of why: the paths on which histories flip, and a difference split over its settings."""
