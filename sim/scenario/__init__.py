"""The language: YAML files in, checked frozen scenarios out."""
