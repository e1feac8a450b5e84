"""`gto print-state`: everything known of the registry, as JSON."""

from __future__ import annotations

from gto.cli.opening import opened
from gto.cli.render import json
from gto.verbs.details import state_data

TYPE_CHECKING = False
if TYPE_CHECKING:
    from gto.cli.arguments import Values
    from gto.cli.render import Screen


def run(values: Values, screen: Screen) -> None:
    screen.line(json(state_data(opened(values, screen))))
