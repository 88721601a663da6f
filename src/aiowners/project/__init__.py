"""Everything in a run that does not belong to the terminal: a project, its runs, and what each of them reports."""
