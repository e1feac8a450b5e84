"""Debug messages on request, and what is kept of a failure that is our own fault."""

from __future__ import annotations

import logging
import os
import platform
import sys
import tempfile
import traceback

from gto.version import __version__

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from gto.cli.render import Screen


def be_verbose() -> None:
    """Send what the logger `gto` says to stderr, debug messages included."""
    logging.basicConfig(stream=sys.stderr, format="%(asctime)s [%(levelname)s] %(name)s: %(message)s")
    logging.getLogger("gto").setLevel(logging.DEBUG)


def apologise(screen: Screen, error: Exception, words: Sequence[str]) -> None:
    """Write a log of the failure and say where it is. No traceback on the screen."""
    fd, path = tempfile.mkstemp(prefix="gto-failure-", suffix=".log")
    with open(fd, "w", encoding="utf-8", errors="replace") as file:
        file.write(f"gto {__version__}, Python {platform.python_version()}, {platform.platform()}\n")
        file.write(f"command: {list(words)}\nfolder: {os.getcwd()}\n\n")
        file.write("".join(traceback.format_exception(error)))
    screen.failed(f"Unexpected error: {error}", f"this is our own mistake; please report it with the log {path}")
