"""Review: what a change is about, and who has to look at it."""
