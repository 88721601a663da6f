"""The world outside: the disk and git; nothing else reads files or starts programs."""
