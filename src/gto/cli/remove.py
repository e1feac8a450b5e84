"""`gto remove`: take away what is written about an artifact. Its versions and stages stay."""

from __future__ import annotations

from gto.annotations.requests import Remove
from gto.cli.editing import carry_out

TYPE_CHECKING = False
if TYPE_CHECKING:
    from gto.cli.arguments import Values
    from gto.cli.render import Screen


def run(values: Values, screen: Screen) -> None:
    carry_out(Remove(values.need("artifact"), values.text("file")), values, screen)
