"""An ownership linter for AI: who owns which feature, platform and model, and who is asked."""

__version__ = "0.1.0"
HOMEPAGE = "https://github.com/aiowners/aiowners"
