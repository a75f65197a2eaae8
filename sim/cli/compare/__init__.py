"""The prompt for runs set side by side: the commands, and what they show."""
