"""The fuzzer is a program of its own, not a test."""

collect_ignore = ["fuzz_reader.py"]
