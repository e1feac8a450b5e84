"""The registry examined: every tag, annotation and clock that cannot be taken at its word."""

from __future__ import annotations

from gto.registry.examination import remarkable
from gto.verbs.annotated import remarks

TYPE_CHECKING = False
if TYPE_CHECKING:
    from gto.registry.oddities import Oddity
    from gto.verbs.repository import Repository


def findings(repository: Repository) -> list[Oddity]:
    """What is odd: tags that are left out first, then what only deserves a look. WrongConfig for a bad `.gto`."""
    snapshot = repository.read()
    found = [*snapshot.oddities, *remarkable(snapshot.registry)]
    found += remarks(repository.head_reading())
    return sorted(dict.fromkeys(found), key=lambda oddity: oddity.counts)
