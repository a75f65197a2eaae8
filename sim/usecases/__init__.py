"""The modules that know the whole chain: paths and values in, findings out."""
