"""Writing a shape as LLVM text."""
