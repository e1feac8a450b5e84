"""What a registry action would do, told before anything is done: by the library's own rules, on events from SQL."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from gto.errors import GtoError
from gto.registry.decide import Known, decide
from gto.registry.events import Event, Moment, event, second_for
from gto.registry.names import CommitId
from gto.registry.requests import Assign, Deprecate, Deregister, Register, Unassign
from gto.registry.state import fold

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gto.registry.plans import Creation, Plan
    from gto.registry.requests import Request
    from gto.registry.state import Artifact
    from gto.registry.versions import Bump

#: Where nothing is registered, so that a version can be suggested whatever commit is chosen.
NOWHERE = CommitId("0" * 40)
#: What to suggest for the first version: nothing can be bumped yet.
FIRST = {"patch": "v0.0.1", "minor": "v0.1.0", "major": "v1.0.0"}
BUMPS: tuple[Bump, ...] = ("patch", "minor", "major")


@dataclass(frozen=True, slots=True)
class Preview:
    """What would be done. With `refusal` nothing would be, and it says why."""

    tags: tuple[Creation, ...] = ()
    suggested: dict[str, str] = field(default_factory=dict)
    falls_back: dict[str, str | None] = field(default_factory=dict)
    remarks: tuple[str, ...] = ()
    refusal: GtoError | None = None


def preview(known: Known, request: Request, *, now: int) -> Preview:
    """What a request would do. `known.commit` is where its ref leads; `now` in seconds since 1970 UTC."""
    suggested = suggestions(known, request.artifact) if isinstance(request, Register) else {}
    try:
        plan = decide(known, request)
    except GtoError as error:
        return Preview(suggested=suggested, refusal=error)
    after = fold([*_events(known.artifact), *_planned(known.artifact, plan, now)]).artifacts.get(
        plan.creations[0].name.artifact
    )
    falls_back: dict[str, str | None] = {}
    if isinstance(request, Unassign | Deregister | Deprecate):
        falls_back = _fallen(_holders(known.artifact), _holders(after))
    return Preview(plan.creations, suggested, falls_back, tuple(_remarks(known, request, plan)))


def suggestions(known: Known, artifact: str) -> dict[str, str]:
    """The version that each bump would lead to; none where the name is not allowed."""
    if known.artifact is None or known.artifact.latest is None:
        return dict(FIRST) if not _used(known) else _bumped(known, artifact, (None,))
    return _bumped(known, artifact, BUMPS)


def _used(known: Known) -> bool:
    """Whether any tag of the artifact is there, so that the first numbers may be taken."""
    return bool(known.names)


def _bumped(known: Known, artifact: str, bumps: Sequence[Bump | None]) -> dict[str, str]:
    found: dict[str, str] = {}
    for bump in bumps:
        try:
            plan = decide(known._replace(commit=NOWHERE), Register(artifact, bump=bump))
        except GtoError:
            continue
        found[bump or "patch"] = plan.creations[0].version or ""
    return found


def _planned(artifact: Artifact | None, plan: Plan, now: int) -> list[Event]:
    """The events that the plan's tags would be."""
    made: list[Event] = []
    for one in plan.creations:
        second = second_for(one.name, [*_events(artifact), *made], now)
        made.append(event(one.name, one.tag, one.commit, Moment(second), "", "", one.message))
    return made


def _events(artifact: Artifact | None) -> list[Event]:
    return artifact.events if artifact else []


def _holders(artifact: Artifact | None) -> dict[str, str]:
    """Stage → the version that counts there."""
    if artifact is None or not artifact.is_active:
        return {}
    return {str(stage): kept[0].version.text for stage, kept in artifact.stages().items()}


def _fallen(before: dict[str, str], after: dict[str, str]) -> dict[str, str | None]:
    return {stage: after.get(stage) for stage, version in before.items() if after.get(stage) != version}


def _remarks(known: Known, request: Request, plan: Plan) -> list[str]:
    said = []
    artifact = known.artifact
    if isinstance(request, Assign) and len(plan.creations) > 1:
        said.append(f"The commit has no version yet, so it is registered as {plan.creations[0].version} first")
    if artifact is not None and not artifact.is_active and not isinstance(request, Deprecate):
        said.append("The artifact was deprecated; this brings it back")
    if isinstance(request, Register) and artifact is not None and known.commit is not None:
        here = [version for version in artifact.registered_at(known.commit) if not version.is_active]
        if here:
            said.append(f"The commit was {here[0].text} before that was deregistered")
    if isinstance(request, Assign) and artifact is not None:
        text, now = plan.creations[-1].version, _holders(artifact).get(request.stage)
        if now is not None and now != text:
            said.append(f"{now} is in {request.stage} now; {text} takes its place there")
    return said
