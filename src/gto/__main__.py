"""`python -m gto` is the command `gto`."""

from gto.cli import app

if __name__ == "__main__":
    app()
