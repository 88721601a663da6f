"""The manifest format: from text to a `Manifest` with its errors."""
