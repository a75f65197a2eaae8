"""The store: runs on disk, whole or to be resumed, found again by name."""
