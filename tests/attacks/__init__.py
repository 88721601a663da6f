"""Attacks on the required reviewers of a shared model, as a table; `steps.py` has the words that it is written in."""
