"""CODEOWNERS: one pattern, and the files that it matches."""
