"""Who must review a change, and why."""
