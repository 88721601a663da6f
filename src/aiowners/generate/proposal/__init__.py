"""What is there -> the first manifests: evidence, what it speaks for, who owns it, and the texts."""
