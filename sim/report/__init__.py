"""From findings to what people read: words, tables and pictures."""
