"""`gto annotate`: write what an artifact is into dvc.yaml or artifacts.yaml."""

from __future__ import annotations

import json

from gto.annotations.requests import Annotate
from gto.cli.editing import carry_out
from gto.errors import PathIsUsed, WrongArgs

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from gto.annotations.entries import Plain
    from gto.cli.arguments import Values
    from gto.cli.render import Screen


def run(values: Values, screen: Screen) -> None:
    request = Annotate(
        artifact=values.need("artifact"),
        type=values.text("type"),
        path=values.text("path"),
        description=values.text("description"),
        labels=values.texts("label"),
        meta=_meta(values.texts("meta")),
        file=values.text("file"),
        must_exist=values.flag("must_exist"),
        allow_same_path=values.flag("allow_same_path"),
    )
    try:
        carry_out(request, values, screen)
    except PathIsUsed as error:
        error.hint = "give it a path of its own, or add --allow-same-path"
        raise


def _meta(pairs: Sequence[str]) -> Plain:
    """`KEY=VALUE` words as a mapping: a value that is JSON (5, true, [1, 2]) is that, any other is text."""
    meta: dict[str, Plain] = {}
    for pair in pairs:
        key, equals, text = pair.partition("=")
        if not key or not equals:
            raise WrongArgs(f"'{pair}' is no KEY=VALUE")
        try:
            meta[key] = json.loads(text)
        except ValueError:
            meta[key] = text
    return meta or None
