"""`gto stages`: which stages there are."""

from __future__ import annotations

from gto.cli.opening import moment, opened
from gto.cli.render import json

TYPE_CHECKING = False
if TYPE_CHECKING:
    from gto.cli.arguments import Values
    from gto.cli.render import Screen


def run(values: Values, screen: Screen) -> None:
    repository = opened(values, screen)
    then = moment(repository, values)
    stages = repository.stages(allowed=values.flag("allowed"), used=values.flag("used"), at=then)
    if values.flag("json"):
        screen.line(json(stages))
        return
    for stage in stages or ():
        screen.line(stage)
