"""The model card: how its Markdown is laid out, and what its tables say."""
