"""An oracle that shares no code with the product, and random organisations to ask it about."""
