"""`gto history`: a journal of what happened."""

from __future__ import annotations

from gto.cli.opening import moment, opened
from gto.cli.render import cell, json, table
from gto.errors import WrongArgs
from gto.registry.listing import history_data, short

TYPE_CHECKING = False
if TYPE_CHECKING:
    from gto.cli.arguments import Values
    from gto.cli.render import Screen

HEADINGS = ("timestamp", "artifact", "event", "version", "stage", "commit", "ref")


def run(values: Values, screen: Screen) -> None:
    if values.flag("json") and values.flag("plain"):
        raise WrongArgs("Only one output format allowed")
    repository = opened(values, screen)
    then = moment(repository, values)
    rows = repository.history(values.text("artifact") or None, ascending=values.flag("ascending"), at=then)
    if values.flag("json"):
        screen.line(json([history_data(row) for row in rows]))
        return
    cells = [
        [
            row.event.at.iso(" "),
            row.event.artifact,
            row.event.word,
            cell(row.version and short(row.version)),
            cell(row.event.stage),
            row.event.commit[:7],
            row.event.tag,
        ]
        for row in rows
    ]
    screen.line(table(cells, HEADINGS, plain=values.flag("plain")))
