"""The analysis floor: arrays of what happened in, `Finding`s out. Analyses know nothing of each other."""
