"""An ownership linter for AI: shared models have owners, and downstream teams must review their changes."""

__version__ = "0.1.0"
HOMEPAGE = "https://github.com/aiowners/aiowners"
