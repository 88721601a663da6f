"""One run: what the user has set, the rules over a workspace, and what becomes of their findings."""
