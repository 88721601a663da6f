"""Text made safe and laid out for terminals, logs, JSON, XML, and Markdown."""
