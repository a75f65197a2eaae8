"""Help at every step of writing a world: a file to start from, words and messages at length, the pages of reference."""
