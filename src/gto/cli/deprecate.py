"""`gto deprecate`: take back an artifact, a version, or a stage, by how much of it is named."""

from __future__ import annotations

from gto.cli.changing import carry_out, simple
from gto.errors import WrongArgs
from gto.registry.names import shown
from gto.registry.requests import Deprecate, Deregister, Request, Unassign

TYPE_CHECKING = False
if TYPE_CHECKING:
    from gto.cli.arguments import Values
    from gto.cli.render import Screen


def run(values: Values, screen: Screen) -> None:
    carry_out(_request(values), values, screen)


def _request(values: Values) -> Request:
    artifact, version, stage = values.need("artifact"), values.text("version"), values.text("stage")
    message, form = values.text("message"), simple(values)
    force, delete = values.flag("force"), values.flag("delete")
    if stage and not version:
        raise WrongArgs(
            f"Stage '{shown(stage)}' of which version? VERSION is empty",
            hint=f"gto deprecate {shown(artifact)} VERSION {shown(stage)}",
        )
    if version and stage:
        return Unassign(artifact, stage, version, None, message, form, force, delete)
    if version:
        return Deregister(artifact, version, None, message, form, force, delete)
    return Deprecate(artifact, values.text("ref"), message, form, force, delete)
