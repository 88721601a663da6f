"""The ownership graph as Mermaid, DOT, JSON, and an interactive map."""
