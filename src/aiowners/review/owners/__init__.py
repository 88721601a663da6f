"""Who owns a path, a declaration, or a team's entities."""
