"""`gto parse-tag`: a tag's name taken apart. Pure text; needs no repository."""

from __future__ import annotations

from gto.cli.render import json
from gto.errors import WrongArgs
from gto.registry.tags import parts, require

TYPE_CHECKING = False
if TYPE_CHECKING:
    from gto.cli.arguments import Values
    from gto.cli.render import Screen


def run(values: Values, screen: Screen) -> None:
    found = parts(require(values.need("name")))
    key = values.text("key")
    if key is not None and key not in found:
        raise WrongArgs(f"The tag name has no '{key}'", hint=f"it has {', '.join(found)}")
    screen.line(json(found if key is None else found[key]))
