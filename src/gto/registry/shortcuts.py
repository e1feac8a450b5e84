"""Shortcuts: `model@latest`, `model@v1.2.3`, `model#prod`, as a person types them for one artifact's versions."""

from __future__ import annotations

from gto.record import Record
from gto.registry.names import ArtifactName, StageName, is_full_name, is_name
from gto.registry.versions import is_version


class Shortcut(Record):
    """An artifact and which of its versions: the latest, one by name, those in a stage, or all of them."""

    artifact: ArtifactName
    latest: bool = False
    version: str | None = None
    stage: StageName | None = None

    @property
    def picks(self) -> bool:
        """Whether it asks for some versions rather than for all."""
        return self.latest or self.version is not None or self.stage is not None


def parse(text: str) -> Shortcut:
    """Read a shortcut. Text that is none of the three forms is taken for an artifact's name as it stands."""
    artifact, at, version = text.partition("@")
    if at and is_full_name(artifact):
        if version in ("latest", "greatest"):
            return Shortcut(ArtifactName(artifact), latest=True)
        if is_version(version):
            return Shortcut(ArtifactName(artifact), version=version)
    artifact, hash_, stage = text.partition("#")
    if hash_ and is_full_name(artifact) and is_name(stage):
        return Shortcut(ArtifactName(artifact), stage=StageName(stage))
    return Shortcut(ArtifactName(text))
