"""CI workflows to copy: the files of `gto ci init`, and which of them a repository has."""

from __future__ import annotations

from dataclasses import replace

import pytest

from gto.workflows import FORGES, TRAINING, text_for
from gto_studio.store.owned import repositories
from studio.web.registered import Registered


def test_the_files_are_those_of_the_command_line(seen: Registered) -> None:
    found = seen.get("/api/repositories/{id}/workflows")
    assert [(one["forge"], one["file"], one["text"]) for one in found["registry"]] == [
        (forge.name, forge.file, text_for(forge)) for forge in FORGES.values()
    ]
    assert [one["file"] for one in found["training"]] == [forge.file for forge in TRAINING.values()]
    assert found["acting"] == [".github/workflows/deploy.yml"]
    assert found["forge"] is None  # a folder
    assert found["studio_url"].startswith("http")


@pytest.mark.parametrize(
    ("forge", "url", "named"),
    [
        ("github", "https://github.com/jo/models", "github"),
        ("gitea", "https://gitea.example.com/jo/models", "gitea"),
        ("gitea", "git@codeberg.org:jo/models.git", "forgejo"),
        ("azure", "https://dev.azure.com/jo/models/_git/models", "azure"),
        ("git", "https://git.example.com/jo/models", None),
    ],
)
def test_the_forge_is_the_repositorys(registry: Registered, forge: str, url: str, named: str | None) -> None:
    with registry.site.store.writing() as connection:
        row = repositories.get(connection, registry.models.source.id)
        repositories.save(connection, replace(row, forge=forge, url=url))
    assert registry.get("/api/repositories/{id}/workflows")["forge"] == named
