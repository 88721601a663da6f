"""Workspace -> the texts that other programs read: CODEOWNERS, and the engines that demand reviews."""
