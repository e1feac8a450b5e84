"""`gto register`: give a commit a version of an artifact."""

from __future__ import annotations

from gto.cli.changing import carry_out, simple
from gto.registry.requests import Register
from gto.registry.versions import one_bump

TYPE_CHECKING = False
if TYPE_CHECKING:
    from gto.cli.arguments import Values
    from gto.cli.render import Screen


def run(values: Values, screen: Screen) -> None:
    request = Register(
        artifact=values.need("artifact"),
        ref=values.text("ref") or "HEAD",
        version=values.text("version") or None,
        bump=one_bump(
            major=values.flag("bump_major"), minor=values.flag("bump_minor"), patch=values.flag("bump_patch")
        ),
        message=values.text("message"),
        simple=simple(values),
        force=values.flag("force"),
    )
    carry_out(request, values, screen)
