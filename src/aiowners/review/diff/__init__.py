"""What a change does to ownership."""
