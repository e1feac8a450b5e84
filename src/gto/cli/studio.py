"""`gto studio`: hands its words to Studio, which is another package, found by its entry point.

Nothing of `gto` imports Studio; that it is there is told by the installed distributions (group `gto.command`).
"""

from __future__ import annotations

import importlib.metadata
from importlib.util import find_spec

from gto.errors import GtoError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from gto.cli.arguments import Values
    from gto.cli.render import Screen

GROUP = "gto.command"
INSTALL = "pip install 'gto[studio]'"


class StudioMissing(GtoError):
    """The server's own dependencies are not installed."""

    code = "studio-missing"

    def __init__(self, reason: str) -> None:
        super().__init__(f"Studio is not installed here: {reason}", hint=INSTALL)


def run(values: Values, _: Screen) -> int:
    """Let Studio read the words. StudioMissing."""
    found = _entry_point()
    if found is None:
        raise StudioMissing("no package offers the command")
    try:
        start = found.load()
    except ModuleNotFoundError as error:
        if error.name is not None and find_spec(error.name.partition(".")[0]) is not None:
            raise  # a module of ours, or of a package that is there: our own mistake
        raise StudioMissing(f"there is no package '{error.name}'") from None
    return int(start(list(values.texts("words"))))


def completions(words: Sequence[str]) -> list[tuple[str, str]]:
    """What the last word could be, and what each is; nothing where there is no Studio. Kinds of files as `complete`'s.

    Studio's own answer: the function `completions` beside the one that reads the words.
    """
    found = _entry_point()
    if found is None:
        return []
    answer: list[tuple[str, str]] = importlib.import_module(found.module).completions(words)
    return answer


def _entry_point() -> importlib.metadata.EntryPoint | None:
    return next(iter(importlib.metadata.entry_points(group=GROUP, name="studio")), None)
