"""CODEOWNERS: its patterns, the dialects of the forges, and which line wins."""
