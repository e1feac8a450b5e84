"""What a promotion rests on when somebody asks for it: the tags and values that the last sync saw."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gto.registry.state import fold
from gto_studio.rules import actions, promotions
from gto_studio.rules.promotions import Promotion, Section
from gto_studio.rules.sides import Difference
from gto_studio.store.derived import events
from gto_studio.web.api.changes import foreseen
from gto_studio.web.api.models import comparison

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gto_studio.web.api import shapes
    from gto_studio.web.api.shapes import Promote
    from gto_studio.web.asking import Asking


def facts(ask: Asking, repository: str, asked: Promote) -> dict[str, Any]:
    """The promotion and its report, as the edit has them. Raises what the registry would refuse."""
    given = {"action": "assign", "artifact": asked.artifact, "version": asked.version, "stage": asked.stage}
    with ask.parts.store.reading() as connection:
        registry = fold(events.of_artifact(connection, repository, asked.artifact))
        back = promotions.is_back(next(iter(registry.artifacts.values()), None), asked.version, asked.stage)
        wanted = actions.wanted({**given, "force": back})
        found = foreseen(connection, repository, wanted, int(ask.parts.clock()))
        if found.refusal is not None:
            raise found.refusal
    artifact = next(iter(registry.artifacts.values()))
    held = next((one[0].version.text for stage, one in artifact.stages().items() if stage == asked.stage), None)
    tags = [event.tag for event in artifact.events if event.stage == asked.stage]
    promotion = Promotion(
        artifact=asked.artifact,
        version=asked.version,
        commit=found.tags[0].commit,
        stage=asked.stage,
        held=held,
        by=tags[-1] if tags else None,
        message=(asked.reason or "").strip() or None,
    )
    sections = _sections(ask, repository, promotion) if held else []
    return {"promotion": promotion.row(), "report": promotions.report(promotion, ask.actor.name, sections)}


def _sections(ask: Asking, repository: str, promotion: Promotion) -> list[Section]:
    found = comparison(ask, repository, promotion.artifact, promotion.held or "", promotion.version)
    parts = {"metrics": found.metrics, "params": found.params, "data": found.data, "annotation": found.annotation}
    return [Section(title, _differences(part)) for title, part in parts.items()]


def _differences(part: Sequence[shapes.Difference]) -> list[Difference]:
    return [Difference(one.name, one.before, one.after, one.file) for one in part]
