"""The words of the language explained, each with an example that runs: one place for `explain`, the reference and editors."""
