"""What a plug-in of GTO 1.x derives from, for packages that tell more about an annotated artifact.

A package offers its reader as an entry point of the group `gto.enrichment`; `.gto` may configure it:

    enrichments:
      - type: mine          # the entry point's name
        config: {mult: 5}   # the reader's keyword arguments

Whatever `describe` returns stands in the `enrichments` of a version. Here are the two classes; who is called when
is decided in `gto.verbs.enriching`.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import Any

from gto.legacy.model import Model
from gto.verbs.enriching import GROUP as ENRICHMENT_ENTRYPOINT
from gto.verbs.enriching import installed

__all__ = [
    "ENRICHMENT_ENTRYPOINT",
    "EnrichmentInfo",
    "EnrichmentReader",
    "find_enrichment_types",
    "find_enrichments",
]


class _Declared(Model, ABC):
    """Subclasses declare fields as pydantic's models do, and need no decorator."""

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        dataclass(kw_only=True)(cls)


class EnrichmentInfo(_Declared):
    """What a reader found out about an artifact; `source` is the reader's."""

    source: str

    @abstractmethod
    def get_object(self) -> Any:
        """What was found, as the plug-in's own value."""

    def get_dict(self) -> dict[str, Any]:
        """The same as plain data."""
        found: dict[str, Any] = self.get_object().model_dump()
        return found

    @abstractmethod
    def get_human_readable(self) -> str:
        """The same as text."""


class EnrichmentReader(_Declared):
    """Finds something out about an artifact."""

    source: str

    @abstractmethod
    def describe(self, url_or_scm: Any, obj: str, rev: str | None) -> EnrichmentInfo | None:
        """What is known of the artifact annotated with path `obj`, at commit `rev`; None for nothing."""


def find_enrichment_types() -> dict[str, type[EnrichmentReader]]:
    """The readers that installed packages offer, by name; classes only."""
    return {name: found for name, found in installed().items() if isinstance(found, type)}


def find_enrichments() -> dict[str, EnrichmentReader]:
    """The same as instances, each with its default configuration, by source."""
    found = (reader() if isinstance(reader, type) else reader for reader in installed().values())
    return {reader.source: reader for reader in found}
