"""Machine code for a Program's shape, made by LLVM on the spot: the same bits as the NumPy backend, many times faster."""
