"""Tracked: what git tracks, and what each entry represents: a file, a link's target, a submodule, data that DVC keeps."""
