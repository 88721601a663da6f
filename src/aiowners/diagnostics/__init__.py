"""What is said of a place: diagnostics, the rules that say it, and the report of a run."""
