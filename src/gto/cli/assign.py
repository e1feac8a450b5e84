"""`gto assign` (`gto promote`): put a version into a stage."""

from __future__ import annotations

from gto.cli.changing import carry_out, simple
from gto.registry.requests import Assign

TYPE_CHECKING = False
if TYPE_CHECKING:
    from gto.cli.arguments import Values
    from gto.cli.render import Screen


def run(values: Values, screen: Screen) -> None:
    """With a REF `--version` names the version to register there; alone it names an existing one."""
    ref, version = values.text("ref") or None, values.text("version") or None
    request = Assign(
        artifact=values.need("artifact"),
        stage=values.need("stage"),
        version=None if ref else version,
        ref=ref,
        new_version=version if ref else None,
        message=values.text("message"),
        simple=simple(values),
        force=values.flag("force"),
        skip_registration=values.flag("sr"),
    )
    carry_out(request, values, screen)
