"""One run from question to answer: what was asked, the histories, what they say, what is written, and finding it again."""
