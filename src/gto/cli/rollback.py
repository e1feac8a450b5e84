"""`gto rollback`: put the version before back into a stage."""

from __future__ import annotations

from gto.cli.changing import carry_out
from gto.registry.requests import Rollback

TYPE_CHECKING = False
if TYPE_CHECKING:
    from gto.cli.arguments import Values
    from gto.cli.render import Screen


def run(values: Values, screen: Screen) -> None:
    carry_out(Rollback(values.need("artifact"), values.need("stage"), values.text("message")), values, screen)
