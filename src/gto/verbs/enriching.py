"""Plug-ins that tell more about an annotated artifact: which are installed or configured, and what they say.

They are packages of other people, found by their entry points. A plug-in that fails costs what it would have said.
"""

from __future__ import annotations

from importlib.metadata import entry_points

from gto.errors import WrongConfig

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from gto.config import Config

GROUP = "gto.enrichment"
#: The name under which GTO 1.x read artifacts.yaml; here it is no plug-in.
BUILT_IN = "gto"


def installed() -> dict[str, Any]:
    """What installed packages offer, by name: subclasses or instances of `gto.ext.EnrichmentReader`."""
    return {entry.name: entry.load() for entry in entry_points(group=GROUP) if entry.name != BUILT_IN}


def readers(config: Config) -> list[Any]:
    """The readers to ask: those installed, unless switched off, and those configured, which win over them."""
    if not config.enrichments and not (config.autoload_enrichments and entry_points(group=GROUP)):
        return []
    offered = installed()
    chosen: dict[str, Any] = {}
    if config.autoload_enrichments:
        for offer in offered.values():
            reader = offer() if isinstance(offer, type) else offer
            chosen[reader.source] = reader
    for name, settings in config.enrichments:
        if name == BUILT_IN:
            continue
        if name not in offered:
            raise WrongConfig(config.CONFIG_FILE_NAME, hint=f"no installed package offers the enrichment '{name}'")
        offer = offered[name]
        reader = offer(**dict(settings)) if isinstance(offer, type) else offer
        chosen[reader.source] = reader
    return list(chosen.values())


def ask(wanted: Sequence[Any], repository: str, path: str | None, commit: str) -> list[Any]:
    """What readers say about the artifact at a path of a commit. `repository` is its path or address."""
    said = []
    for reader in wanted:
        try:
            info = reader.describe(repository, path, commit)
        except Exception:  # noqa: BLE001, S112 - foreign code; it must not hide the registry
            continue
        if info is not None:
            said.append(info)
    return said
