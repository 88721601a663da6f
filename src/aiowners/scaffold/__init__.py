"""First manifests, hooks, and workflows for a repository."""
