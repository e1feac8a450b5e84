"""`gto describe`: what is written about an artifact."""

from __future__ import annotations

from json import dumps

from gto.cli.opening import moment, opened
from gto.cli.render import NOTHING, json, key_values
from gto.errors import ArtifactNotFound
from gto.registry.names import shown
from gto.registry.shortcuts import parse
from gto.verbs.annotated import COMMIT_FIRST

TYPE_CHECKING = False
if TYPE_CHECKING:
    from gto.annotations.entries import Annotation
    from gto.cli.arguments import Values
    from gto.cli.render import Screen
    from gto.registry.names import CommitId


def run(values: Values, screen: Screen) -> None:
    repository = opened(values, screen)
    name, rev, then = values.need("artifact"), values.text("rev"), moment(repository, values)
    found = repository.describe(name, rev=rev, at=then)
    if found is None:
        try:
            repository.find(parse(name).artifact, at=then)  # an artifact that nobody knows is an error
        except ArtifactNotFound as error:
            error.hint = COMMIT_FIRST
            raise
    data = {} if found is None else description(found, repository.commit_described(name, rev=rev, at=then))
    if values.flag("json"):
        screen.line(json(data))
    elif found is None:
        screen.line(NOTHING)
    else:
        screen.line(key_values((key, _spelled(value)) for key, value in data.items() if value))


def description(annotation: Annotation, commit: CommitId | None) -> dict[str, object]:
    """What is written about an artifact, where, and in which commit: the keys of `describe --json`."""
    return {
        "name": annotation.artifact,
        "type": annotation.type,
        "path": annotation.path,
        "description": annotation.description,
        "labels": list(annotation.labels),
        "custom": annotation.custom,
        "source": annotation.source,
        "commit": commit,
    }


def _spelled(value: object) -> str:
    """A value on one line, safe for a terminal."""
    if isinstance(value, str):
        return shown(value)
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return ", ".join(map(shown, value))
    return shown(dumps(value, ensure_ascii=False))
