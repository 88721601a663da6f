"""YAML text as nodes with spans: the one package that parses YAML."""
