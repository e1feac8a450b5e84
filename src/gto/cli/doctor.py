"""`gto doctor`: version, settings in force, and every tag or file that cannot be taken at its word."""

from __future__ import annotations

from gto.cli.render import json
from gto.verbs.checkup import findings
from gto.verbs.configuration import process_config
from gto.verbs.repository import open_repository
from gto.version import __version__

TYPE_CHECKING = False
if TYPE_CHECKING:
    from gto.cli.arguments import Values
    from gto.cli.render import Screen

RULE = "-" * 33


def run(values: Values, screen: Screen) -> int:
    """0 if all is well or only remarkable, 1 if a tag or a file is left out of the registry."""
    if values.flag("json"):
        repository = open_repository(values.need("repo"), tell=screen.note)
        found = findings(repository)
        screen.line(json([oddity._asdict() for oddity in found]))
        return int(any(not oddity.counts for oddity in found))
    screen.title(f"GTO Version: {__version__}")
    screen.line(RULE)
    try:
        repository = open_repository(values.need("repo"), tell=screen.note)
        config = repository.config
    except Exception:
        _settings(process_config().lines(), screen)
        raise
    screen.emojis = config.EMOJIS
    _settings(config.lines(), screen)
    found = findings(repository)
    if not found:
        screen.good("No issues found")
        return 0
    for oddity in found:
        screen.warn(f"{oddity.says} [{oddity.code}]")
        screen.hint(oddity.repair)
    return int(any(not oddity.counts for oddity in found))


def _settings(lines: list[str], screen: Screen) -> None:
    for line in lines:
        screen.line(line)
    screen.line(RULE)
