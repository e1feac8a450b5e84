"""The command line: words in, words out."""

from gto.cli.main import app

__all__ = ["app"]
