"""Why histories went as they did: one told month by month, the paths on which many flip, which setting did how much."""
