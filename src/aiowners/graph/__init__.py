"""The ownership graph over all manifests: who owns what, and what depends on what."""
