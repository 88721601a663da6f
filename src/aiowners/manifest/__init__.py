"""The manifest format: from text to a `Manifest`, with whatever is wrong on the way."""
