"""Facts about AI use in source text."""
