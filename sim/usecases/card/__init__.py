"""A world as a model card after the ODD protocol, with its key assumptions tried the other way."""
