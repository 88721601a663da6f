"""Diagnostics, the rules that report them, and the report of a run."""
