"""`gto check-ref`: what a tag did. A ref that is no registry tag prints nothing and succeeds; CI relies on that."""

from __future__ import annotations

from gto.cli.opening import opened
from gto.cli.render import json
from gto.errors import WrongArgs
from gto.registry.listing import check_data, sentence

TYPE_CHECKING = False
if TYPE_CHECKING:
    from gto.cli.arguments import Values
    from gto.cli.render import Screen


def run(values: Values, screen: Screen) -> None:
    formats = values.chosen("json", "name", "version", "event", "stage")
    if len(formats) > 1:
        raise WrongArgs("Only one output formatting flags is allowed")
    for row in opened(values, screen).check_ref(values.need("ref")):
        match formats:
            case ["json"]:
                screen.line(json(check_data(row)))
            case ["name"]:
                screen.line(row.event.artifact)
            case ["event"]:
                screen.line(row.event.word)
            case ["version"] if row.version:
                screen.line(row.version)
            case ["stage"] if row.event.stage:
                screen.line(row.event.stage)
            case ["version" | "stage"]:
                pass  # the event has none; not even an empty line says so
            case _:
                screen.good(sentence(row))
