"""The registry as rows: what `show`, `history`, `stages` and `check-ref` answer. Values only; faces draw them."""

from __future__ import annotations

from gto.record import Record
from gto.registry.events import WORD, Event, Moment, chronological
from gto.registry.names import ArtifactName, StageName
from gto.registry.state import Artifact, Registry, Version, VersionStage

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from gto.registry.shortcuts import Shortcut
    from gto.registry.state import Order


class View(Record):
    """What of the registry is wanted: which versions count, and how many of them a stage shows."""

    registered_only: bool = False
    deprecated: bool = False
    assignments_per_version: int = -1
    versions_per_stage: int = 1
    order: Order = "timestamp"


#: Every version; the last assignment wins a stage.
DEFAULT = View()


class ArtifactRow(Record):
    """One artifact: its latest version (None without one) and the versions in each stage, the one that counts first."""

    artifact: ArtifactName
    latest: str | None
    stages: dict[StageName, tuple[str, ...]]
    registered: bool
    active: bool


class VersionRow(Record):
    """One version of an artifact and the stages it holds, as far as the view lets them win.

    `ref` is the tag that registered it; of an unregistered version the tag that assigned it, else the commit.
    `registered` tells whether any tag speaks of the artifact.
    """

    version: Version
    stages: tuple[VersionStage, ...]
    created_at: Moment
    ref: str
    registered: bool = True


class EventRow(Record):
    """One event, and the version it is about: for a stage event the one at its commit, else the commit's id."""

    event: Event
    version: str | None


def artifact_rows(registry: Registry, view: View = DEFAULT) -> list[ArtifactRow]:
    """A row for each artifact, deprecated ones included, with the stages it holds, in the registry's order."""
    rows = []
    for artifact in registry.artifacts.values():
        held = _stages(artifact, view)
        latest = artifact.latest
        rows.append(
            ArtifactRow(
                artifact.name,
                latest.text if latest else None,
                {stage: tuple(v.version.text for v in kept) for stage, kept in held.items()},
                artifact.is_registered,
                artifact.is_active,
            )
        )
    return rows


def stages_of(rows: Sequence[ArtifactRow]) -> list[StageName]:
    """The stages in use, alphabetically: those that a version holds, by the default view."""
    return sorted({stage for row in rows for stage in row.stages})


def arranged(rows: Sequence[ArtifactRow], columns: Sequence[StageName], *, deprecated: bool) -> list[ArtifactRow]:
    """The rows with the same stages in each, in the order of the columns; deprecated artifacts if wanted."""
    return [
        row._replace(stages={stage: row.stages.get(stage, ()) for stage in columns})
        for row in rows
        if row.active or deprecated
    ]


def version_rows(artifact: Artifact, view: View, head_at: Moment | None = None) -> list[VersionRow]:
    """A row for each version, the highest first, then unregistered ones. None of a deprecated artifact.

    `head_at` is the date of HEAD's commit, for a version that only an annotation at HEAD speaks of.
    """
    if not artifact.is_active and not view.deprecated:
        return []
    stages = _stages(artifact, view)
    rows = []
    for version in artifact.ranked(deregistered=view.deprecated, unregistered=not view.registered_only):
        held = tuple(v for kept in stages.values() for v in kept if v.version is version)
        source = version.authoring
        created_at = source.at if source else head_at or Moment(0)
        rows.append(
            VersionRow(version, held, created_at, source.tag if source else version.commit, artifact.is_registered)
        )
    return rows


def pick(rows: Sequence[VersionRow], shortcut: Shortcut) -> list[VersionRow]:
    """The rows that a shortcut names."""
    if shortcut.latest:
        return list(rows[:1])
    if shortcut.version is not None:
        return [row for row in rows if row.version.text == shortcut.version]
    if shortcut.stage is not None:
        return [row for row in rows if any(held.stage == shortcut.stage for held in row.stages)]
    return list(rows)


def event_rows(registry: Registry, *, ascending: bool = False) -> list[EventRow]:
    """Every event, newest first."""
    events = chronological(e for artifact in registry.artifacts.values() for e in artifact.events)
    rows = [event_row(registry.artifacts[e.artifact], e) for e in events]
    return rows if ascending else rows[::-1]


def event_row(artifact: Artifact, event: Event) -> EventRow:
    """An event with the version it is about."""
    if event.stage is None:
        return EventRow(event, event.version)
    version = artifact.at(event.commit)
    return EventRow(event, version.text if version else event.commit)


def sentence(row: EventRow) -> str:
    """The event as GTO 1.x says it: `Version "v1.2.3" of artifact "nn" was registered`."""
    artifact, stage, version = row.event.artifact, row.event.stage, row.version
    match row.event.action:
        case "register":
            return f'Version "{version}" of artifact "{artifact}" was registered'
        case "deregister":
            return f'Version "{version}" of artifact "{artifact}" was deregistered'
        case "assign":
            return f'Stage "{stage}" was assigned to version "{version}" of artifact "{artifact}"'
        case "unassign":
            return f'Stage "{stage}" was unassigned from version "{version}" of artifact "{artifact}"'
        case "deprecate":
            return f'Artifact "{artifact}" was deprecated'
        case "create":
            return f'Artifact "{artifact}" was created'


def short(text: str) -> str:
    """A commit id cut to 7 characters; any other text as it is."""
    return text[:7] if is_commit_id(text) else text


def is_commit_id(text: str) -> bool:
    """Whether text is a full commit id (SHA-1 or SHA-256)."""
    return len(text) in (40, 64) and not text.strip("0123456789abcdef")


def _stages(artifact: Artifact, view: View) -> dict[StageName, list[VersionStage]]:
    return artifact.stages(
        order=view.order,
        registered_only=view.registered_only,
        assignments_per_version=view.assignments_per_version,
        versions_per_stage=view.versions_per_stage,
    )


# --- as plain data, with the keys and the order of keys of GTO 1.x's JSON ---------------------------------------------
# Moments stay Moments: JSON prints them in ISO 8601, the Python API turns them into datetimes.


def artifact_data(row: ArtifactRow) -> dict[str, object]:
    """A row of `show --json`; the artifact's name is its key there."""
    return {
        "version": row.latest,
        "stage": {stage: ", ".join(versions) or None for stage, versions in row.stages.items()},
        "registered": row.registered,
        "active": row.active,
    }


def event_data(event: Event, version: str | None, *, with_word: bool = False) -> dict[str, object]:
    """An event as it stands in `show NAME --json`, `print-state` and `check-ref --json`."""
    data: dict[str, object] = {
        "priority": event.priority,
        "addition": event.adds,
        "artifact": event.artifact,
        "created_at": event.at,
        "author": event.author,
        "author_email": event.author_email,
        "message": event.message,
        "commit_hexsha": event.commit,
        "tag": event.tag,
    }
    if event.action in ("register", "deregister", "assign", "unassign"):
        data["version"] = version
    if event.stage is not None:
        data["stage"] = event.stage
    if with_word:
        data["event"] = WORD[event.action]
    return data


def history_data(row: EventRow) -> dict[str, object]:
    """A row of `history --json`."""
    event = row.event
    return {
        "timestamp": event.at,
        "artifact": event.artifact,
        "event": event.word,
        "priority": event.priority,
        "version": row.version,
        "stage": event.stage,
        "commit": event.commit,
        "author": event.author,
        "author_email": event.author_email,
        "message": event.message,
        "ref": event.tag,
    }


def check_data(row: EventRow) -> dict[str, object]:
    """An event as `check-ref --json` gives it: without what is absent."""
    data = event_data(row.event, row.version, with_word=True)
    return {key: value for key, value in data.items() if key not in ("priority", "addition") and value is not None}


def stage_data(held: VersionStage, *, with_word: bool) -> dict[str, object]:
    """A stage of a version, its events oldest first."""
    text = held.version.text
    return {
        "artifact": held.version.artifact,
        "commit_hexsha": held.version.commit,
        "version": text,
        "stage": held.stage,
        "assignments": [event_data(e, text, with_word=with_word) for e in held.assignments],
        "unassignments": [event_data(e, text, with_word=with_word) for e in held.unassignments],
    }


def version_state(version: Version, enrichments: Sequence[dict[str, object]]) -> dict[str, object]:
    """The part of a version that `show NAME --json` and `print-state` share, without its stages."""
    return {
        "artifact": version.artifact,
        "commit_hexsha": version.commit,
        "version": version.text,
        "enrichments": list(enrichments),
        "registrations": [event_data(e, e.version) for e in version.registrations],
        "deregistrations": [event_data(e, e.version) for e in version.deregistrations],
    }
