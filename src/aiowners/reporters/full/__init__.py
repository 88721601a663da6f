"""The `full` format: findings with source frames."""
