"""The command line: what was typed goes to a use case, what comes back is shown."""
