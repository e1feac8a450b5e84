"""What a word could be: the names in a repository, with a few words about each. Never asks a network.

Knows nothing of shells or of commands.
"""

from __future__ import annotations

from gto.git.refs import names
from gto.git.remotes import without_secret
from gto.git.settings import read_settings
from gto.record import Record
from gto.registry import tags
from gto.registry.listing import View, event_rows, pick, sentence, version_rows
from gto.registry.shortcuts import parse

TYPE_CHECKING = False
if TYPE_CHECKING:
    from gto.registry.state import Artifact
    from gto.verbs.repository import Repository


class Candidate(Record):
    """A word that would be right, and what it stands for."""

    word: str
    about: str = ""


def artifacts(repository: Repository) -> list[Candidate]:
    """Every artifact that a tag or an annotation at HEAD speaks of."""
    found = repository.state().artifacts.values()
    return [Candidate(artifact.name, _state(artifact)) for artifact in sorted(found, key=lambda a: a.name)]


def versions(repository: Repository, artifact: str) -> list[Candidate]:
    """The versions of an artifact that are in effect, the highest first."""
    rows = version_rows(repository.find(artifact), View(registered_only=True))
    return [Candidate(row.version.text, ", ".join(held.stage for held in row.stages)) for row in rows]


def stages(repository: Repository, artifact: str | None = None, version: str | None = None) -> list[Candidate]:
    """The stages there may be; with an artifact and a version those that the version has."""
    if artifact is None or version is None:
        return [Candidate(stage) for stage in repository.stages() or ()]
    found = repository.find(artifact).version(version)
    return [Candidate(held.stage) for held in found.active_stages()] if found else []


def shortcuts(repository: Repository, begun: str) -> list[Candidate]:
    """Artifacts; behind an `@` their versions, behind a `#` the stages that they are in."""
    name = begun.partition("@")[0].partition("#")[0]
    if "@" in begun:
        latest = Candidate(f"{name}@latest", "the highest version")
        return [latest, *(Candidate(f"{name}@{word}", about) for word, about in versions(repository, name))]
    if "#" in begun:
        rows = version_rows(repository.find(name), View())
        held = sorted({held.stage for row in rows for held in row.stages})
        in_it = {stage: pick(rows, parse(f"{name}#{stage}")) for stage in held}
        return [Candidate(f"{name}#{stage}", in_it[stage][0].version.text) for stage in held]
    return artifacts(repository)


def operands(repository: Repository, artifact: str) -> list[Candidate]:
    """What `gto diff` can compare: versions, the latest, stages, and any commit."""
    rows = shortcuts(repository, f"{artifact}#")
    held = [Candidate(tags.require(row.word).stage or "", row.about) for row in rows]
    return [*versions(repository, artifact), Candidate("latest", "the highest version"), *held, *refs(repository)]


def events(repository: Repository) -> list[Candidate]:
    """Every registry tag and what it did, the newest first."""
    return [Candidate(row.event.tag, sentence(row)) for row in event_rows(repository.read().registry)]


def refs(repository: Repository) -> list[Candidate]:
    """What a commit can be called: HEAD, branches, tags."""
    found = names(repository.place.path, ("refs/heads/", "refs/remotes/", "refs/tags/"))
    return [Candidate(name) for name in ("HEAD", *found)]


def remotes(repository: Repository) -> list[Candidate]:
    """The remotes that the clone knows, and their addresses."""
    settings = read_settings(repository.place.path)
    return [Candidate(name, without_secret(settings.values[f"remote.{name}.url"])) for name in settings.remotes]


def types(repository: Repository) -> list[Candidate]:
    """The types that the configuration allows."""
    return [Candidate(type) for type in repository.config.types or ("model", "dataset")]


def _state(artifact: Artifact) -> str:
    if not artifact.is_active:
        return "deprecated"
    return artifact.latest.text if artifact.latest else "no version yet"
