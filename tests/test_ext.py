"""`gto.ext`: what plug-ins derive from. (They are asked in test_enriching.py.)"""

from __future__ import annotations

from typing import Any

import pytest

from gto.ext import ENRICHMENT_ENTRYPOINT, EnrichmentInfo, EnrichmentReader, find_enrichment_types, find_enrichments


class Size(EnrichmentInfo):
    source: str = "size"
    megabytes: int = 0

    def get_object(self) -> Any:
        return self

    def get_human_readable(self) -> str:
        return f"{self.megabytes} MB"


class SizeReader(EnrichmentReader):
    source: str = "size"

    def describe(self, url_or_scm: Any, obj: str, rev: str | None) -> EnrichmentInfo | None:
        return Size(megabytes=len(obj))  # type: ignore[call-arg]


def test_subclasses_declare_fields_as_with_pydantic() -> None:
    info = SizeReader(source="size").describe(".", "m.pkl", None)
    assert info == Size(source="size", megabytes=5)  # type: ignore[call-arg]
    assert info.get_dict() == info.model_dump() == {"source": "size", "megabytes": 5}


def test_what_a_plug_in_has_to_do_is_told() -> None:
    for abstract in (EnrichmentInfo, EnrichmentReader):
        with pytest.raises(TypeError, match="abstract"):
            abstract(source="x")  # type: ignore[abstract]


def test_without_plug_ins_there_are_none() -> None:
    assert ENRICHMENT_ENTRYPOINT == "gto.enrichment"
    assert find_enrichment_types() == find_enrichments() == {}
