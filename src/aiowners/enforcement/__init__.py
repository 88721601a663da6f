"""CODEOWNERS and the configuration of other enforcement methods, from a workspace."""
