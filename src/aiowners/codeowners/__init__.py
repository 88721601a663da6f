"""CODEOWNERS files of GitHub, GitLab, and Bitbucket: patterns, lines, and the owners of files."""
