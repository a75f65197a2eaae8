"""From files to one tree with places: YAML, parts, overlays, names, and pydantic's findings in our words."""
